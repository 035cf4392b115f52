using GpuRetinex.Operators;

namespace GpuRetinex.Kernels.Simd;

// Nearest-neighbour resize, channels last: every output pixel is a copy of one input pixel's channels, found by table.
internal sealed unsafe class Resize(TensorView input, TensorView output) : Kernel
{
    private readonly int[] _rows = NearestResize.SourceIndices(input.Height, output.Height);
    private readonly int[] _columns = NearestResize.SourceIndices(input.Width, output.Width);

    public override void Run(Workers workers, Scratch scratch) => RowBand.ForEach(output.Rows, workers, row =>
    {
        float* source = input.Row(row / output.Height * input.Height + _rows[row % output.Height]);
        float* target = output.Row(row);
        for (int column = 0; column < output.Width; column++)
            new ReadOnlySpan<float>(source + _columns[column] * input.PixelStride, output.Channels)
                .CopyTo(new Span<float>(target + column * output.PixelStride, output.Channels));
    });
}
