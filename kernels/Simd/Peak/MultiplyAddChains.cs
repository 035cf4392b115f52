using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuRetinex.Kernels.Simd.Peak;

/// <summary>
/// Twelve independent chains of multiply-adds, fused where the processor can: as many as the latency times the number of units
/// of the processors known to us, and few enough for the registers of AVX2.
/// </summary>
internal static class MultiplyAddChains
{
    private const int Steps = 10_000_000;
    private const int Chains = 12;

    /// <summary>Operations of one run in each lane.</summary>
    public const double Operations = 2.0 * Steps * Chains;

    public static float Run512() => Run<Lanes512, Vector512<float>>(Vector512.Create(0.5f));

    public static float Run256() => Run<Lanes256, Vector256<float>>(Vector256.Create(0.5f));

    public static float Run128() => Run<Lanes128, Vector128<float>>(Vector128.Create(0.5f));

    /// <returns>The sum of all chains, so that none can be left out.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run<TLanes, TVector>(TVector half)
        where TLanes : ILanes<TVector>
    {
        TVector a = half, b = half, c = half, d = half, e = half, f = half;
        TVector g = half, h = half, i = half, j = half, k = half, l = half;
        for (int step = 0; step < Steps; step++)
        {
            a = TLanes.MultiplyAdd(a, half);
            b = TLanes.MultiplyAdd(b, half);
            c = TLanes.MultiplyAdd(c, half);
            d = TLanes.MultiplyAdd(d, half);
            e = TLanes.MultiplyAdd(e, half);
            f = TLanes.MultiplyAdd(f, half);
            g = TLanes.MultiplyAdd(g, half);
            h = TLanes.MultiplyAdd(h, half);
            i = TLanes.MultiplyAdd(i, half);
            j = TLanes.MultiplyAdd(j, half);
            k = TLanes.MultiplyAdd(k, half);
            l = TLanes.MultiplyAdd(l, half);
        }

        return TLanes.Sum(a) + TLanes.Sum(b) + TLanes.Sum(c) + TLanes.Sum(d) + TLanes.Sum(e) + TLanes.Sum(f)
            + TLanes.Sum(g) + TLanes.Sum(h) + TLanes.Sum(i) + TLanes.Sum(j) + TLanes.Sum(k) + TLanes.Sum(l);
    }

    private interface ILanes<TVector>
    {
        /// <summary>x·m + m</summary>
        static abstract TVector MultiplyAdd(TVector x, TVector m);

        static abstract float Sum(TVector x);
    }

    private readonly struct Lanes512 : ILanes<Vector512<float>>
    {
        public static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> m) =>
            Vector512.MultiplyAddEstimate(x, m, m);

        public static float Sum(Vector512<float> x) => Vector512.Sum(x);
    }

    private readonly struct Lanes256 : ILanes<Vector256<float>>
    {
        public static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> m) =>
            Vector256.MultiplyAddEstimate(x, m, m);

        public static float Sum(Vector256<float> x) => Vector256.Sum(x);
    }

    private readonly struct Lanes128 : ILanes<Vector128<float>>
    {
        public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> m) =>
            Vector128.MultiplyAddEstimate(x, m, m);

        public static float Sum(Vector128<float> x) => Vector128.Sum(x);
    }
}
