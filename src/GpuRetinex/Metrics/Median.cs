namespace GpuRetinex.Metrics;

/// <summary>The middle of measured values, which a single disturbance does not move.</summary>
public static class Median
{
    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
