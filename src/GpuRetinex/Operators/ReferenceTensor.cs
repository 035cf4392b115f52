using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>A dense double-precision tensor, row-major, in which references compute.</summary>
public sealed class ReferenceTensor(Shape shape, double[] data)
{
    /// <summary>A tensor of zeros.</summary>
    public ReferenceTensor(Shape shape) : this(shape, new double[shape.Count])
    {
    }

    public Shape Shape { get; } = shape;

    /// <summary>The values, last axis fastest.</summary>
    public double[] Data { get; } = data;

    /// <summary>The same values, widened exactly.</summary>
    public static ReferenceTensor From(Tensor tensor) => new(tensor.Shape, Array.ConvertAll(tensor.Data, value => (double)value));

    /// <summary>The same values, rounded to the nearest float32.</summary>
    public Tensor ToTensor() => new(Shape, Array.ConvertAll(Data, value => (float)value));

    /// <summary>A copy of some channels of every image.</summary>
    public ReferenceTensor Channels(int first, int count)
    {
        var slice = new ReferenceTensor(Shape.WithChannels(count));
        int plane = Shape.H * Shape.W;
        for (int n = 0; n < Shape.N; n++)
            Array.Copy(Data, (n * Shape.C + first) * plane, slice.Data, n * count * plane, count * plane);
        return slice;
    }

    /// <summary>Overwrites channels from <paramref name="first"/> on with those of <paramref name="source"/>.</summary>
    public void SetChannels(int first, ReferenceTensor source)
    {
        int plane = Shape.H * Shape.W;
        int count = source.Shape.C;
        for (int n = 0; n < Shape.N; n++)
            Array.Copy(source.Data, n * count * plane, Data, (n * Shape.C + first) * plane, count * plane);
    }
}
