namespace GpuRetinex.Kernels.Vulkan;

/// <summary>G g Gᵀ of 3×3 filters for the points 0, ±√½, ±√2, ∞; see WinogradInput.comp.</summary>
internal static class WinogradFilter
{
    private const int Side = 6;

    /// <summary>Transforms one filter in double precision.</summary>
    /// <param name="filter">Nine taps.</param>
    /// <param name="target">36 values.</param>
    public static void Transform(ReadOnlySpan<float> filter, Span<double> target)
    {
        Span<double> half = stackalloc double[Side * 3];
        for (int x = 0; x < 3; x++) Column(filter[x], filter[3 + x], filter[6 + x], half[x..], 3);
        for (int y = 0; y < Side; y++) Column(half[y * 3], half[y * 3 + 1], half[y * 3 + 2], target[(y * Side)..], 1);
    }

    /// <summary>Rows of G: (1, p, p²) / Π(p − other finite points); for ∞ (0, 0, 1).</summary>
    private static void Column(double g0, double g1, double g2, Span<double> target, int step)
    {
        double a = Math.Sqrt(0.5), b = Math.Sqrt(2);
        target[0] = g0;
        target[step] = (g0 + a * g1 + 0.5 * g2) / -1.5;
        target[2 * step] = (g0 - a * g1 + 0.5 * g2) / -1.5;
        target[3 * step] = (g0 + b * g1 + 2 * g2) / 6;
        target[4 * step] = (g0 - b * g1 + 2 * g2) / 6;
        target[5 * step] = g2;
    }
}
