using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Simd;

// Bilinear resize, channels last: four input pixels for every output pixel, found by table, vectors along the channels.
internal sealed unsafe class BilinearKernel<TVector> : Kernel
    where TVector : struct, ISimdVector<TVector>
{
    private readonly TensorView _input, _output;
    private readonly BilinearResize.Sample[] _rows, _columns;

    public BilinearKernel(BilinearResize op, Step step, TensorView input, TensorView output)
    {
        (_input, _output) = (input, output);
        View source = step.Inputs[0], target = step.Output;
        _rows = Table(op.Samples(source.Map.H, target.Map.H), target.Region.Top, target.Region.Height, source.Region.Top);
        _columns = Table(op.Samples(source.Map.W, target.Map.W), target.Region.Left, target.Region.Width, source.Region.Left);
    }

    public override void Run(Workers workers, Scratch scratch) => RowBand.ForEach(_output.Rows, workers, row =>
    {
        BilinearResize.Sample sample = _rows[row % _output.Height];
        int firstRow = row / _output.Height * _input.Height;
        float* top = _input.Row(firstRow + sample.First), bottom = _input.Row(firstRow + sample.Second);
        for (int column = 0; column < _output.Width; column++)
            ComputePixel(top, bottom, sample.Share, _columns[column], _output.Pixel(row, column));
    });

    /// <summary>The samples of the view's pixels, in pixels of the input view.</summary>
    private static BilinearResize.Sample[] Table(BilinearResize.Sample[] whole, int first, int count, int origin) =>
    [
        .. whole.Skip(first).Take(count)
            .Select(sample => sample with { First = sample.First - origin, Second = sample.Second - origin }),
    ];

    private void ComputePixel(float* top, float* bottom, float share, BilinearResize.Sample column, float* target)
    {
        nint first = column.First * _input.PixelStride, second = column.Second * _input.PixelStride;
        TVector down = TVector.Broadcast(share), across = TVector.Broadcast(column.Share);
        int channel = 0;
        for (; channel <= _input.Channels - TVector.Count; channel += TVector.Count)
            Compute(default(WholeVector), channel);
        if (channel < _input.Channels) Compute(new FirstLanes(_input.Channels - channel), channel);

        void Compute<TAccess>(TAccess access, nint offset)
            where TAccess : struct, IVectorAccess
        {
            access.Store(target + offset, Between(Across(top), Across(bottom), down));

            TVector Across(float* row) =>
                Between(access.Load<TVector>(row + first + offset), access.Load<TVector>(row + second + offset), across);
        }
    }

    private static TVector Between(TVector first, TVector second, TVector share) =>
        TVector.MultiplyAdd(share, second - first, first);
}
