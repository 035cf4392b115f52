using GpuRetinex.Tensors;

namespace GpuRetinex.Metrics;

/// <summary>How far a computed tensor is from the expected one.</summary>
/// <param name="MaxAbs">max |a − b|; NaN or infinite where a value is not finite.</param>
/// <param name="RelativeL2">
/// ‖a − b‖ / ‖b‖ in double precision; where ‖b‖ = 0 it is 0 for an equal tensor and +∞ for any other. NaN or infinite where a
/// value is not finite.
/// </param>
/// <param name="MaxUlp">Most float32 steps between two values; −0 equals +0. NaN counts as the largest number.</param>
/// <param name="FirstBad">
/// Flat index of the first element that is not finite on either side, or is off by more than the tolerance times the root mean
/// square of the expected tensor; null where there is none. A tensor whose <paramref name="RelativeL2"/> is above the tolerance
/// has one; a tensor that passes may have some.
/// </param>
/// <param name="Passed">All values are finite and <paramref name="RelativeL2"/> is at most the tolerance.</param>
public sealed record TensorDistance(double MaxAbs, double RelativeL2, long MaxUlp, long? FirstBad, bool Passed)
{
    /// <summary>Measures <paramref name="actual"/> against <paramref name="expected"/>.</summary>
    /// <param name="tolerance">Largest relative L2 error that passes, such as 1e-4.</param>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static TensorDistance Between(Tensor actual, Tensor expected, double tolerance)
    {
        if (actual.Shape != expected.Shape)
            throw new ArgumentException($"{actual.Shape} cannot be compared with {expected.Shape}");
        double errors = 0, squares = 0, maxAbs = 0;
        long maxUlp = 0;
        bool finite = true;
        for (int i = 0; i < expected.Data.Length; i++)
        {
            float a = actual.Data[i], b = expected.Data[i];
            double error = Math.Abs((double)a - b);
            errors += error * error;
            squares += (double)b * b;
            maxAbs = Math.Max(maxAbs, error);
            maxUlp = Math.Max(maxUlp, Ulps(a, b));
            finite &= float.IsFinite(a) && float.IsFinite(b);
        }

        double relative = errors == 0 ? 0 : Math.Sqrt(errors) / Math.Sqrt(squares);
        double largestError = tolerance * Math.Sqrt(squares / Math.Max(1, expected.Data.Length));
        return new TensorDistance(
            maxAbs, relative, maxUlp, FirstBeyond(actual.Data, expected.Data, largestError), finite && relative <= tolerance);
    }

    private static long? FirstBeyond(float[] actual, float[] expected, double largestError)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            bool finite = float.IsFinite(actual[i]) && float.IsFinite(expected[i]);
            if (!finite || Math.Abs((double)actual[i] - expected[i]) > largestError) return i;
        }

        return null;
    }

    private static long Ulps(float a, float b) =>
        float.IsNaN(a) || float.IsNaN(b) ? long.MaxValue : Math.Abs(Step(a) - Step(b));

    /// <summary>Place of a float among all floats in order.</summary>
    private static long Step(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        return bits >= 0 ? bits : int.MinValue - (long)bits;
    }
}
