namespace GpuRetinex.Tensors;

/// <summary>A dense float32 tensor in host memory, row-major; activations are NCHW.</summary>
public sealed class Tensor
{
    /// <summary>A tensor over <paramref name="data"/>, which is not copied.</summary>
    /// <exception cref="ArgumentException">The array's length is not the shape's number of elements.</exception>
    public Tensor(Shape shape, float[] data)
    {
        if (data.LongLength != shape.Count)
            throw new ArgumentException($"{data.LongLength} values do not fill a tensor {shape}", nameof(data));
        Shape = shape;
        Data = data;
    }

    /// <summary>A tensor of zeros.</summary>
    public Tensor(Shape shape) : this(shape, new float[shape.Count])
    {
    }

    /// <summary>Extents.</summary>
    public Shape Shape { get; }

    /// <summary>The values, last axis fastest.</summary>
    public float[] Data { get; }

    /// <summary>A tensor [1,1,1,1] that holds one number.</summary>
    public static Tensor Scalar(float value) => new(new Shape(1, 1, 1, 1), [value]);
}
