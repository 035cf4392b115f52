using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Issr;

/// <summary>A picture as ISSR takes it: X = (v − min) / max(max − min, 0.001), minimum and maximum over all pixels and channels (official utils.py, load_images).</summary>
public sealed class IssrInput
{
    private const float SmallestRange = 0.001f;

    /// <param name="colour">[1,3,H,W], values of one range, such as 0 to 1.</param>
    public IssrInput(Tensor colour)
    {
        float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity;
        foreach (float value in colour.Data)
        {
            minimum = MathF.Min(minimum, value);
            maximum = MathF.Max(maximum, value);
        }

        float range = MathF.Max(maximum - minimum, SmallestRange);
        Image = new Tensor(colour.Shape);
        double sum = 0;
        for (int i = 0; i < colour.Data.Length; i++) sum += Image.Data[i] = (colour.Data[i] - minimum) / range;
        Mean = sum / colour.Data.Length;
    }

    /// <summary>The normalised picture [1,3,H,W].</summary>
    public Tensor Image { get; }

    /// <summary>Its mean over all pixels and channels.</summary>
    public double Mean { get; }
}
