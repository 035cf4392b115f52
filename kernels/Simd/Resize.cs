using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Simd;

// Nearest-neighbour resize, channels last: every output pixel is a copy of one input pixel's channels, found by table.
internal sealed unsafe class Resize(TensorView input, TensorView output, int[] rows, int[] columns) : Kernel
{
    /// <summary>Input rows of the output view's rows, both counted from their views' first.</summary>
    public static int[] Rows(View input, View output) => Table(
        NearestResize.SourceIndices(input.Map.H, output.Map.H), output.Region.Top, output.Region.Height, input.Region.Top);

    /// <summary>Likewise the columns.</summary>
    public static int[] Columns(View input, View output) => Table(
        NearestResize.SourceIndices(input.Map.W, output.Map.W), output.Region.Left, output.Region.Width, input.Region.Left);

    public override void Run(Workers workers, Scratch scratch) => RowBand.ForEach(output.Rows, workers, row =>
    {
        float* source = input.Row(row / output.Height * input.Height + rows[row % output.Height]);
        float* target = output.Row(row);
        for (int column = 0; column < output.Width; column++)
            ChannelRun.Copy(source + columns[column] * input.PixelStride, target + column * output.PixelStride, output.Channels);
    });

    private static int[] Table(int[] whole, int first, int count, int source) =>
        [.. whole.Skip(first).Take(count).Select(index => index - source)];
}
