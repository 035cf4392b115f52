using GpuRetinex.Tensors;

namespace GpuRetinex.Golden;

/// <summary>Statistics of a whole tensor of which a golden file keeps only some elements.</summary>
internal static class TensorStatistics
{
    /// <summary>How many there are.</summary>
    public const int Count = 6;

    private const int SumIndex = 4;

    /// <summary>Mean, population standard deviation, minimum, maximum, mean and mean magnitude of all elements.</summary>
    public static Tensor Of(Tensor tensor)
    {
        double sum = 0, magnitudes = 0, deviations = 0;
        float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity;
        foreach (float value in tensor.Data)
        {
            sum += value;
            magnitudes += Math.Abs((double)value);
            minimum = MathF.Min(minimum, value);
            maximum = MathF.Max(maximum, value);
        }

        double mean = sum / tensor.Data.Length;
        foreach (float value in tensor.Data) deviations += (value - mean) * (value - mean);
        double deviation = Math.Sqrt(deviations / tensor.Data.Length);
        return new Tensor(
            new Shape(Count),
            [(float)mean, (float)deviation, minimum, maximum, (float)mean, (float)(magnitudes / tensor.Data.Length)]);
    }

    /// <summary>Stored statistics with the two sums divided by the number of elements, so that all six are of one size.</summary>
    public static Tensor PerElement(Tensor stored, long count)
    {
        float[] values = [.. stored.Data];
        for (int i = SumIndex; i < values.Length; i++) values[i] = (float)((double)values[i] / count);
        return new Tensor(stored.Shape, values);
    }
}
