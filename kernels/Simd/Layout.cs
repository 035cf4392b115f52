using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// Between host tensors (NCHW) and the kernels' channels-last memory, in blocks of 8 channels by 16 pixels: planes are often a
/// multiple of 4 KiB apart, so that the same pixel of all of them falls on one set of the first-level cache, which holds 8 lines.
/// </summary>
internal static unsafe class Layout
{
    private const int BlockChannels = 8;
    private const int BlockPixels = 16;

    public static void ToChannelsLast(Tensor source, TensorView target, Workers workers) =>
        RowBand.ForEach(target.Rows, workers, row =>
        {
            fixed (float* values = source.Data)
            {
                float* first = values + FirstPlaneRow(target, row), pixels = target.Row(row);
                nint plane = (nint)target.Height * target.Width;
                foreach ((int channel, int endChannel, int column, int endColumn) in Blocks(target))
                    for (int x = column; x < endColumn; x++)
                        for (int c = channel; c < endChannel; c++)
                            pixels[x * target.PixelStride + c] = first[c * plane + x];
            }
        });

    public static Tensor ToTensor(TensorView source, Shape shape, Workers workers)
    {
        var tensor = new Tensor(shape, GC.AllocateUninitializedArray<float>(checked((int)shape.Count)));
        RowBand.ForEach(source.Rows, workers, row =>
        {
            fixed (float* values = tensor.Data)
            {
                float* first = values + FirstPlaneRow(source, row), pixels = source.Row(row);
                nint plane = (nint)source.Height * source.Width;
                foreach ((int channel, int endChannel, int column, int endColumn) in Blocks(source))
                    for (int c = channel; c < endChannel; c++)
                        for (int x = column; x < endColumn; x++)
                            first[c * plane + x] = pixels[x * source.PixelStride + c];
            }
        });
        return tensor;
    }

    private static IEnumerable<(int Channel, int EndChannel, int Column, int EndColumn)> Blocks(TensorView view)
    {
        for (int channel = 0; channel < view.Channels; channel += BlockChannels)
            for (int column = 0; column < view.Width; column += BlockPixels)
                yield return (channel, Math.Min(channel + BlockChannels, view.Channels), column, Math.Min(column + BlockPixels, view.Width));
    }

    /// <summary>Where in a host tensor a row of channel 0 begins; the view's rows are counted through all images.</summary>
    private static nint FirstPlaneRow(in TensorView view, int row) =>
        ((nint)(row / view.Height) * view.Channels * view.Height + row % view.Height) * view.Width;
}
