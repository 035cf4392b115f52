using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// Host tensors are NCHW float32; device buffers are NHWC, float32 or binary16. This is where one becomes the other.
/// </summary>
internal static unsafe class HostLayout
{
    /// <summary>Writes rows (counted through all images) of a tensor, channels last.</summary>
    public static void ToChannelsLast<T>(Tensor tensor, T* target, int firstRow, int rows)
        where T : unmanaged
    {
        Shape shape = tensor.Shape;
        int width = shape.W, channels = shape.C, plane = shape.H * width;
        Parallel.For(0, rows, i =>
        {
            int row = firstRow + i;
            ReadOnlySpan<float> source = tensor.Data.AsSpan(row / shape.H * channels * plane + row % shape.H * width);
            T* line = target + (nint)i * width * channels;
            for (int channel = 0; channel < channels; channel++)
            {
                ReadOnlySpan<float> values = source.Slice(channel * plane, width);
                for (int column = 0; column < width; column++) line[column * channels + channel] = Encode<T>(values[column]);
            }
        });
    }

    /// <summary>Reads some rows and channels of a rectangle of a buffer into a tensor.</summary>
    /// <param name="source">First pixel of the first row.</param>
    /// <param name="pixelStride">Elements from pixel to pixel.</param>
    /// <param name="rowStride">Elements from row to row.</param>
    /// <param name="tensor">Receives the rows.</param>
    /// <param name="firstRow">Number of the first row in the tensor, counted through all images.</param>
    /// <param name="rows">Number of rows.</param>
    public static void FromChannelsLast<T>(T* source, int pixelStride, int rowStride, Tensor tensor, int firstRow, int rows)
        where T : unmanaged
    {
        Shape shape = tensor.Shape;
        int width = shape.W, channels = shape.C, plane = shape.H * width;
        Parallel.For(0, rows, i =>
        {
            int row = firstRow + i;
            Span<float> target = tensor.Data.AsSpan(row / shape.H * channels * plane + row % shape.H * width);
            T* line = source + (nint)i * rowStride;
            for (int channel = 0; channel < channels; channel++)
            {
                Span<float> values = target.Slice(channel * plane, width);
                for (int column = 0; column < width; column++) values[column] = Decode(line[column * pixelStride + channel]);
            }
        });
    }

    /// <summary>A whole tensor [N,C,H,W], channels last, as bytes.</summary>
    public static byte[] ToChannelsLast(Tensor tensor, bool half)
    {
        var bytes = new byte[tensor.Shape.Count * (half ? sizeof(Half) : sizeof(float))];
        fixed (byte* target = bytes)
        {
            int rows = tensor.Shape.N * tensor.Shape.H;
            if (half) ToChannelsLast(tensor, (Half*)target, 0, rows);
            else ToChannelsLast(tensor, (float*)target, 0, rows);
        }

        return bytes;
    }

    private static T Encode<T>(float value)
        where T : unmanaged => typeof(T) == typeof(Half) ? (T)(object)(Half)value : (T)(object)value;

    private static float Decode<T>(T value)
        where T : unmanaged => typeof(T) == typeof(Half) ? (float)(Half)(object)value : (float)(object)value;
}
