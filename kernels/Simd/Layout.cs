using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>Between host tensors (NCHW) and the kernels' channels-last memory.</summary>
internal static unsafe class Layout
{
    public static void ToChannelsLast(Tensor source, TensorView target, Workers workers) =>
        RowBand.ForEach(target.Rows, workers, row =>
        {
            for (int channel = 0; channel < target.Channels; channel++)
            {
                ReadOnlySpan<float> values = source.Data.AsSpan(PlaneRow(target, row, channel), target.Width);
                float* pixel = target.Row(row) + channel;
                for (int column = 0; column < target.Width; column++) pixel[column * target.PixelStride] = values[column];
            }
        });

    public static Tensor ToTensor(TensorView source, Shape shape, Workers workers)
    {
        var tensor = new Tensor(shape);
        RowBand.ForEach(source.Rows, workers, row =>
        {
            for (int channel = 0; channel < source.Channels; channel++)
            {
                Span<float> values = tensor.Data.AsSpan(PlaneRow(source, row, channel), source.Width);
                float* pixel = source.Row(row) + channel;
                for (int column = 0; column < source.Width; column++) values[column] = pixel[column * source.PixelStride];
            }
        });
        return tensor;
    }

    private static int PlaneRow(in TensorView view, int row, int channel) =>
        checked(((row / view.Height * view.Channels + channel) * view.Height + row % view.Height) * view.Width);
}
