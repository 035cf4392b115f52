using System.Runtime.CompilerServices;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Four consecutive channels of a pixel, held in four registers. Loaded through a view known to be 16-byte aligned it
/// becomes one 128-bit access.
/// </summary>
internal struct Float4(float x, float y, float z, float w)
{
    public float X = x;
    public float Y = y;
    public float Z = z;
    public float W = w;

    /// <summary>factor·values + sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 MultiplyAdd(float factor, Float4 values, Float4 sum) => new(
        factor * values.X + sum.X,
        factor * values.Y + sum.Y,
        factor * values.Z + sum.Z,
        factor * values.W + sum.W);

    /// <summary>The values, or zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Select(bool condition, Float4 values) => new(
        condition ? values.X : 0,
        condition ? values.Y : 0,
        condition ? values.Z : 0,
        condition ? values.W : 0);
}
