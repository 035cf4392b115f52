using System.Runtime.InteropServices;
using GpuRetinex.Tensors;

namespace GpuRetinex.Weights;

/// <summary>
/// A tensor as a file holds it: raw little-endian elements, row-major. The bytes may lie in a memory-mapped file and
/// are readable only until the <see cref="WeightSet"/> that owns them is disposed.
/// </summary>
public sealed class StoredTensor
{
    /// <param name="name">The tensor's name in its file.</param>
    /// <param name="elementType">Encoding of one element.</param>
    /// <param name="shape">Extents, outermost first; any rank.</param>
    /// <param name="bytes">The elements; exactly shape.Count times the element's size.</param>
    /// <exception cref="ArgumentException">The bytes do not fill the shape.</exception>
    public StoredTensor(string name, ElementType elementType, Shape shape, ReadOnlyMemory<byte> bytes)
    {
        if ((Int128)shape.Count * elementType.Size() != bytes.Length)
            throw new ArgumentException($"{bytes.Length} bytes do not fill a {elementType} tensor {shape}", nameof(bytes));
        Name = name;
        ElementType = elementType;
        Shape = shape;
        Bytes = bytes;
    }

    /// <summary>The tensor's name in its file.</summary>
    public string Name { get; }

    /// <summary>Encoding of one element.</summary>
    public ElementType ElementType { get; }

    /// <summary>Extents, outermost first; a scalar has none.</summary>
    public Shape Shape { get; }

    /// <summary>The elements, little-endian, last axis fastest.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>A float32 tensor under a name; its values are not copied.</summary>
    public static StoredTensor FromTensor(string name, Tensor tensor) =>
        new(name, ElementType.Float32, tensor.Shape, new FloatBytes(tensor.Data).Memory);

    /// <summary>
    /// The values as float32: float16 and bfloat16 widen exactly, float64 and integers round to the nearest float32
    /// (ties to even; a float64 beyond float32's range becomes an infinity), a bool is 0 or 1.
    /// </summary>
    public Tensor ToTensor()
    {
        var values = new float[Shape.Count];
        ReadOnlySpan<byte> bytes = Bytes.Span;
        switch (ElementType)
        {
            case ElementType.Float32: Convert<float>(bytes, values, value => value); break;
            case ElementType.Float16: Convert<Half>(bytes, values, value => (float)value); break;
            case ElementType.BFloat16:
                Convert<ushort>(bytes, values, value => BitConverter.UInt32BitsToSingle((uint)value << 16));
                break;
            case ElementType.Float64: Convert<double>(bytes, values, value => (float)value); break;
            case ElementType.Int8: Convert<sbyte>(bytes, values, value => value); break;
            case ElementType.Int16: Convert<short>(bytes, values, value => value); break;
            case ElementType.Int32: Convert<int>(bytes, values, value => value); break;
            case ElementType.Int64: Convert<long>(bytes, values, value => value); break;
            case ElementType.UInt8: Convert<byte>(bytes, values, value => value); break;
            case ElementType.UInt16: Convert<ushort>(bytes, values, value => value); break;
            case ElementType.UInt32: Convert<uint>(bytes, values, value => (long)value); break;
            case ElementType.UInt64: Convert<ulong>(bytes, values, Nearest); break;
            case ElementType.Bool: Convert<byte>(bytes, values, value => value == 0 ? 0 : 1); break;
        }

        return new Tensor(Shape, values);
    }

    private static void Convert<T>(ReadOnlySpan<byte> bytes, float[] values, Func<T, float> toFloat)
        where T : unmanaged
    {
        ReadOnlySpan<T> elements = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < values.Length; i++) values[i] = toFloat(elements[i]);
    }

    /// <summary>The upper half of the range goes through a signed number whose last bit remembers what was cut off.</summary>
    private static float Nearest(ulong value) =>
        value <= long.MaxValue ? (long)value : (long)((value >> 1) | (value & 1)) * 2f;
}
