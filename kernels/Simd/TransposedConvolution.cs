using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Simd;

// Transposed convolution, channels last. Output pixels whose places leave the same remainders when divided by the stride are
// an ordinary convolution with stride 1 over some of the taps (see TransposedPhase), written with gaps; a stride of 2 makes four
// of them. A task is a band of input rows of one image: all phases of a band are computed while its rows are in the cache.
internal sealed unsafe class TransposedConvolution<TVector> : Kernel
    where TVector : struct, ISimdVector<TVector>
{
    private const int BandRows = 4;

    private readonly (TensorView Output, DirectConvolution<TVector> Convolution)[][] _images;
    private readonly int _bands;

    /// <param name="op">The operator.</param>
    /// <param name="step">The step, for where its views lie in the picture.</param>
    /// <param name="input">What is read.</param>
    /// <param name="output">What is written.</param>
    /// <param name="weights">From <see cref="WeightCache{TVector}.Transposed"/>.</param>
    public TransposedConvolution(
        TransposedConvolution2D op, Step step, TensorView input, TensorView output, PackedWeights[] weights)
    {
        _images = [.. Enumerable.Range(0, output.Batch).Select(image => Phases(op, step, input, output, weights, image))];
        int rows = (output.Height + op.Stride - 1) / op.Stride;
        _bands = (rows + BandRows - 1) / BandRows;
    }

    public override int ScratchElements => _images.Max(phases => phases.Max(phase => phase.Convolution.ScratchElements));

    public override void Run(Workers workers, Scratch scratch) => workers.Run(_images.Length * _bands, (worker, task) =>
    {
        int first = task % _bands * BandRows;
        foreach ((TensorView output, DirectConvolution<TVector> convolution) in _images[task / _bands])
            convolution.ComputeRows(first, Math.Min(first + BandRows, output.Height), scratch.For(worker));
    });

    private static (TensorView Output, DirectConvolution<TVector> Convolution)[] Phases(
        TransposedConvolution2D op, Step step, TensorView input, TensorView output, PackedWeights[] weights, int image)
    {
        View source = step.Inputs[TransposedConvolution2D.InputIndex], target = step.Output;
        View kernel = step.Inputs[TransposedConvolution2D.WeightsIndex];
        TensorView pixels = input.Every(1, image, 0, 0);
        return
        [
            .. from row in Enumerable.Range(0, Math.Min(op.Stride, output.Height))
               from column in Enumerable.Range(0, Math.Min(op.Stride, output.Width))
               select Phase(row, column),
        ];

        // The phase that begins with a row and a column of the output view.
        (TensorView Output, DirectConvolution<TVector> Convolution) Phase(int row, int column)
        {
            int top = target.Region.Top + row + op.Padding, left = target.Region.Left + column + op.Padding;
            var rows = new TransposedPhase(top % op.Stride, op.Stride, kernel.Shape[2]);
            var columns = new TransposedPhase(left % op.Stride, op.Stride, kernel.Shape[3]);
            var origin = new WindowOrigin(
                top / op.Stride - (rows.Taps - 1) - source.Region.Top,
                left / op.Stride - (columns.Taps - 1) - source.Region.Left);
            TensorView part = output.Every(op.Stride, image, row, column);
            PackedWeights packed = weights[rows.Remainder * op.Stride + columns.Remainder];
            var epilogue = Epilogue<TVector>.Create(new Convolution2D(), part, part, part, part, streams: true);
            var convolution = new DirectConvolution<TVector>(
                new Convolution2D(), origin, pixels, part, packed, rows.Taps, columns.Taps, epilogue);
            return (part, convolution);
        }
    }
}
