namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>G g Gᵀ of Winograd's F(4×4, 3×3) for the points 0, ±√½, ±√2, ∞, in double precision on the host.</summary>
internal static class WinogradFilter
{
    private const int Side = 6, Taps = 3;

    /// <summary>Transforms one 3×3 filter into 36 values.</summary>
    public static void Transform(ReadOnlySpan<float> filter, Span<float> target)
    {
        Span<double> half = stackalloc double[Side * Taps];
        Span<double> column = stackalloc double[Side];
        for (int x = 0; x < Taps; x++)
        {
            TransformColumn(filter[x], filter[Taps + x], filter[2 * Taps + x], column);
            for (int i = 0; i < Side; i++) half[i * Taps + x] = column[i];
        }

        for (int i = 0; i < Side; i++)
        {
            TransformColumn(half[i * Taps], half[i * Taps + 1], half[i * Taps + 2], column);
            for (int j = 0; j < Side; j++) target[i * Side + j] = (float)column[j];
        }
    }

    /// <summary>Rows of G: (1, p, p²) / Π(p − other finite points); for ∞ (0, 0, 1).</summary>
    private static void TransformColumn(double g0, double g1, double g2, Span<double> target)
    {
        double a = Math.Sqrt(0.5), b = Math.Sqrt(2);
        target[0] = g0;
        target[1] = (g0 + a * g1 + 0.5 * g2) / -1.5;
        target[2] = (g0 - a * g1 + 0.5 * g2) / -1.5;
        target[3] = (g0 + b * g1 + 2 * g2) / 6;
        target[4] = (g0 - b * g1 + 2 * g2) / 6;
        target[5] = g2;
    }
}
