namespace GpuRetinex.Weights;

/// <summary>Facts about each <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element: 1, 2, 4 or 8.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 8,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 2,
        ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not an element type"),
    };
}
