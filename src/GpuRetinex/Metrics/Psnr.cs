using GpuRetinex.Tensors;

namespace GpuRetinex.Metrics;

/// <summary>Peak signal-to-noise ratio: 10·log10(peak² / mean squared error) over all elements, in decibels.</summary>
public static class Psnr
{
    /// <summary>Of two tensors of one shape.</summary>
    /// <param name="first">Values, nominally 0 to <paramref name="peak"/>.</param>
    /// <param name="second">Values of the same shape.</param>
    /// <param name="peak">The largest value a sample can take.</param>
    /// <returns>Decibels; +∞ for equal tensors, NaN where a value is NaN.</returns>
    /// <exception cref="ArgumentException">Shapes differ or are empty.</exception>
    public static double Between(Tensor first, Tensor second, double peak = 1)
    {
        if (first.Shape != second.Shape) throw new ArgumentException($"{first.Shape} cannot be compared with {second.Shape}");
        if (first.Shape.Count == 0) throw new ArgumentException("there is nothing to compare");
        double sum = 0;
        for (int i = 0; i < first.Data.Length; i++)
        {
            double difference = (double)first.Data[i] - second.Data[i];
            sum += difference * difference;
        }

        return Decibels(sum / first.Data.Length, peak);
    }

    /// <summary>Of two 8-bit pictures, peak 255, in any one order of samples.</summary>
    /// <exception cref="ArgumentException">Lengths differ or are 0.</exception>
    public static double Between(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"{first.Length} samples cannot be compared with {second.Length}");
        if (first.Length == 0) throw new ArgumentException("there is nothing to compare");
        long sum = 0;
        for (int i = 0; i < first.Length; i++)
        {
            int difference = first[i] - second[i];
            sum += difference * difference;
        }

        return Decibels((double)sum / first.Length, byte.MaxValue);
    }

    private static double Decibels(double meanSquare, double peak) => 10 * Math.Log10(peak * peak / meanSquare);
}
