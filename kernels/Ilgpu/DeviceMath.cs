using System.Runtime.CompilerServices;
using GpuRetinex.Operators;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>Functions of one number, written so that every backend computes them from the same elementary operations.</summary>
internal static class DeviceMath
{
    /// <summary>
    /// e^x within 2 ULP. x = n·ln 2 + r with |r| ≤ ln 2 / 2, ln 2 in two parts (Cody and Waite); e^r by its Taylor series to
    /// the seventh power, whose remainder is below 1e-8. The ends are clamped where float32 would overflow or vanish.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exponential(float x)
    {
        float clamped = x < -87f ? -87f : x > 88f ? 88f : x;
        float n = MathF.Floor(clamped * 1.44269504f + 0.5f);
        float r = clamped - n * 0.693359375f - n * -2.12194440e-4f;
        float tail = 1 / 24f + r * (1 / 120f + r * (1 / 720f + r * (1 / 5040f)));
        float series = 1 + r * (1 + r * (1 / 2f + r * (1 / 6f + r * tail)));
        return series * Interop.IntAsFloat((uint)((int)n + 127) << 23);
    }

    /// <summary>An activation by its number in <see cref="ActivationKind"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Activate(int kind, float slope, float x)
    {
        if (kind == (int)ActivationKind.Sigmoid) return 1 / (1 + Exponential(-x));
        return kind == (int)ActivationKind.LeakyRelu && x < 0 ? slope * x : x;
    }
}
