using System.Runtime.CompilerServices;

namespace GpuRetinex.Operators;

/// <summary>
/// The weights' transform of Winograd's minimal filtering, G g Gᵀ (Lavin and Gray, "Fast Algorithms for Convolutional Neural
/// Networks", 2016), in double precision, for the kernel families that use it.
/// </summary>
public static class WinogradFilter
{
    private const int Taps = 3;

    /// <summary>G g of three taps.</summary>
    public delegate void Column(double g0, double g1, double g2, Span<double> target);

    /// <summary>G of F(2, 3) for the points 0, ±1, ∞.</summary>
    /// <param name="g0">First tap; the others follow.</param>
    /// <param name="target">4 values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Column2(double g0, double g1, double g2, Span<double> target)
    {
        target[0] = g0;
        target[1] = (g0 + g1 + g2) / 2;
        target[2] = (g0 - g1 + g2) / 2;
        target[3] = g2;
    }

    /// <summary>
    /// G of F(4, 3) for the points 0, ±√½, ±√2, ∞: they keep the matrices' entries near 1, which halves the rounding error of the
    /// usual 0, ±1, ±2, ∞. Its rows are (1, p, p²) / Π(p − other finite points); for ∞ (0, 0, 1).
    /// </summary>
    /// <param name="g0">First tap; the others follow.</param>
    /// <param name="target">6 values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Column4(double g0, double g1, double g2, Span<double> target)
    {
        double a = Math.Sqrt(0.5), b = Math.Sqrt(2);
        target[0] = g0;
        target[1] = (g0 + a * g1 + 0.5 * g2) / -1.5;
        target[2] = (g0 - a * g1 + 0.5 * g2) / -1.5;
        target[3] = (g0 + b * g1 + 2 * g2) / 6;
        target[4] = (g0 - b * g1 + 2 * g2) / 6;
        target[5] = g2;
    }

    /// <summary>
    /// Transforms one 3×3 filter: its columns, then its rows. A network's start calls it a hundred thousand times.
    /// </summary>
    /// <param name="filter">Nine taps.</param>
    /// <param name="column">G.</param>
    /// <param name="side">Side of a transformed tile.</param>
    /// <param name="target">side² values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(ReadOnlySpan<float> filter, Column column, int side, Span<float> target)
    {
        Span<double> half = stackalloc double[side * Taps], transformed = stackalloc double[side];
        for (int x = 0; x < Taps; x++)
        {
            column(filter[x], filter[Taps + x], filter[2 * Taps + x], transformed);
            for (int i = 0; i < side; i++) half[i * Taps + x] = transformed[i];
        }

        for (int i = 0; i < side; i++)
        {
            column(half[i * Taps], half[i * Taps + 1], half[i * Taps + 2], transformed);
            for (int j = 0; j < side; j++) target[i * side + j] = (float)transformed[j];
        }
    }
}
