using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;

namespace GpuRetinex.Kernels.Simd;

// F(2, 3): 16 multiplications for 2×2 outputs, where direct convolution needs 36; the points are 0, ±1, ∞. For maps so small
// that larger tiles would mostly compute what lies outside, or read their larger weights for few tiles.
internal readonly unsafe struct WinogradTile2 : IWinogradTile
{
    public static int OutputSide => 2;

    public static void Filter(double g0, double g1, double g2, Span<double> target) => WinogradFilter.Column2(g0, g1, g2, target);

    /// <summary>Four values times Bᵀ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TVector>(float* source, nint step, float* target, nint targetStep)
        where TVector : struct, ISimdVector<TVector>
    {
        TVector d1 = TVector.Load(source + step), d2 = TVector.Load(source + 2 * step);
        TVector.Store(target, TVector.Load(source) - d2);
        TVector.Store(target + targetStep, d1 + d2);
        TVector.Store(target + 2 * targetStep, d2 - d1);
        TVector.Store(target + 3 * targetStep, TVector.Load(source + 3 * step) - d1);
    }

    /// <summary>Four values times Aᵀ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TVector, TSink>(float* source, nint step, TSink sink)
        where TVector : struct, ISimdVector<TVector>
        where TSink : struct, ITransformSink<TVector>
    {
        TVector m1 = TVector.Load(source + step), m2 = TVector.Load(source + 2 * step);
        sink.Put(0, TVector.Load(source) + m1 + m2);
        sink.Put(1, m1 - m2 + TVector.Load(source + 3 * step));
    }
}
