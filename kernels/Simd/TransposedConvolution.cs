using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;

namespace GpuRetinex.Kernels.Simd;

// Transposed convolution without overlap: output row y takes the input row y / stride through the weights of tap row
// y mod stride; of the columns, those of tap column b are a 1×1 convolution whose results lie stride pixels apart.
// weights holds one packed 1×1 convolution per tap, [stride · stride]. Tiles as in ConvolutionTile.
internal sealed unsafe class TransposedConvolution<TVector>(TransposedConvolution2D op, TensorView input, TensorView output, PackedWeights[] weights)
    : Kernel
    where TVector : struct, ISimdVector<TVector>
{
    private readonly Epilogue _epilogue = Epilogue.Create(new Convolution2D(), output, output, output, output);

    public override int ScratchElements => ConvolutionTile.Pixels * 64;

    public override void Run(Workers workers, Scratch scratch) =>
        workers.Run(output.Rows, (worker, row) =>
        {
            int outputRow = row % output.Height;
            float* source = input.Row(row / output.Height * input.Height + outputRow / op.Stride);
            for (int tap = 0; tap < op.Stride; tap++)
                foreach (PackedWeights.Block block in weights[outputRow % op.Stride * op.Stride + tap].Blocks)
                    ComputeRow(source, row, tap, block, scratch.For(worker));
        });

    private void ComputeRow(float* source, int row, int tap, in PackedWeights.Block block, float* sums)
    {
        int pixels = (output.Width - tap + op.Stride - 1) / op.Stride;
        for (int first = 0; first < pixels; first += ConvolutionTile.Pixels)
        {
            int count = Math.Min(ConvolutionTile.Pixels, pixels - first);
            ConvolutionTile.Compute<TVector>(
                new TilePixels(source + first * input.PixelStride, input.PixelStride, count),
                new TileTaps(1, 1, input.Channels, 0, 0), (float*)block.Weights, block.Vectors, new TileSums(sums, block.Vectors * TVector.Count, TVector.Count));
            var patch = new SumPatch(sums, 1, count, 0, block.Vectors * TVector.Count) { TargetStep = op.Stride };
            _epilogue.Store<TVector>(patch, (float*)block.Bias, row, first * op.Stride + tap, block.FirstChannel, block.Channels);
        }
    }
}
