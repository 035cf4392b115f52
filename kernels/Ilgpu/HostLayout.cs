using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>Host tensors are NCHW, device buffers NHWC; this is where one becomes the other.</summary>
internal static class HostLayout
{
    /// <summary>The tensor's elements in the order [N,H,W,C].</summary>
    public static float[] ToChannelsLast(Tensor tensor)
    {
        Shape shape = tensor.Shape;
        int plane = shape.H * shape.W, channels = shape.C;
        var data = new float[tensor.Data.Length];
        Parallel.For(0, shape.N * shape.H, line =>
        {
            int source = line / shape.H * channels * plane + line % shape.H * shape.W;
            int target = line * shape.W * channels;
            for (int channel = 0; channel < channels; channel++)
                for (int column = 0; column < shape.W; column++)
                    data[target + column * channels + channel] = tensor.Data[source + channel * plane + column];
        });
        return data;
    }

    /// <summary>Some channels of a buffer [N,H,W,C] as a tensor.</summary>
    /// <param name="data">The whole buffer.</param>
    /// <param name="pitch">Channels of the buffer.</param>
    /// <param name="firstChannel">First channel taken.</param>
    /// <param name="shape">Shape of the result.</param>
    public static Tensor FromChannelsLast(float[] data, int pitch, int firstChannel, Shape shape)
    {
        int plane = shape.H * shape.W, channels = shape.C;
        var tensor = new Tensor(shape);
        Parallel.For(0, shape.N * shape.H, line =>
        {
            int target = line / shape.H * channels * plane + line % shape.H * shape.W;
            int source = line * shape.W * pitch + firstChannel;
            for (int channel = 0; channel < channels; channel++)
                for (int column = 0; column < shape.W; column++)
                    tensor.Data[target + channel * plane + column] = data[source + column * pitch + channel];
        });
        return tensor;
    }
}
