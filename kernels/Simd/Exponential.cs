using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// e^x in single precision throughout; the framework's function computes in double. Sigmoids made of it are right to 4e-7.
/// </summary>
internal static class Exponential
{
    // Between these ends 2^n is a normal number.
    private const float Lowest = -87.33f, Highest = 88.37f;

    private const float BinaryLogarithmOfE = 1.44269504f;

    // ln 2 in two parts: the first one times a whole number of eight bits is exact.
    private const float NaturalLogarithmOf2 = 0.693145752f, Remainder = 1.42860677e-6f;

    /// <summary>
    /// Added to a number, leaves of it a whole one in the lowest bits, with the exponent's bias of 127 on top.
    /// </summary>
    private const float Rounding = (1 << 23) + (1 << 22) + 127;

    /// <summary>e^x; beyond what float32 holds that of the nearest end, not 0 or infinity. NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TVector>(TVector x)
        where TVector : struct, ISimdVector<TVector>
    {
        // x = n · ln 2 + r with |r| at most ln 2 / 2
        x = TVector.Clamp(x, Lowest, Highest);
        TVector biased = TVector.MultiplyAdd(x, TVector.Broadcast(BinaryLogarithmOfE), TVector.Broadcast(Rounding));
        TVector n = biased - TVector.Broadcast(Rounding);
        TVector r = TVector.MultiplyAdd(n, TVector.Broadcast(-NaturalLogarithmOf2), x);
        r = TVector.MultiplyAdd(n, TVector.Broadcast(-Remainder), r);

        // Taylor's series; the first power left out is at most 5e-9.
        TVector power = TVector.Broadcast(1 / 5040f);
        power = TVector.MultiplyAdd(power, r, TVector.Broadcast(1 / 720f));
        power = TVector.MultiplyAdd(power, r, TVector.Broadcast(1 / 120f));
        power = TVector.MultiplyAdd(power, r, TVector.Broadcast(1 / 24f));
        power = TVector.MultiplyAdd(power, r, TVector.Broadcast(1 / 6f));
        power = TVector.MultiplyAdd(power, r, TVector.Broadcast(1 / 2f));
        power = TVector.MultiplyAdd(power, r, TVector.Broadcast(1));
        power = TVector.MultiplyAdd(power, r, TVector.Broadcast(1));
        return power * TVector.PowerOfTwo(biased);
    }
}
