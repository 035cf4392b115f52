using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Issr;

/// <summary>ISSR's normalisation of a picture (official utils.py, load_images).</summary>
public static class MinMax
{
    private const float SmallestRange = 0.001f;

    /// <summary>Replaces v by (v − min) / max(max − min, 0.001), minimum and maximum over all pixels and channels.</summary>
    /// <param name="colour">[1,3,H,W], values of one range, such as 0 to 1.</param>
    /// <returns>The mean of the result over all pixels and channels.</returns>
    public static double Normalise(Tensor colour)
    {
        float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity;
        foreach (float value in colour.Data)
        {
            minimum = MathF.Min(minimum, value);
            maximum = MathF.Max(maximum, value);
        }

        float range = MathF.Max(maximum - minimum, SmallestRange);
        double sum = 0;
        for (int i = 0; i < colour.Data.Length; i++) sum += colour.Data[i] = (colour.Data[i] - minimum) / range;
        return sum / colour.Data.Length;
    }
}
