using GpuRetinex.Tensors;

namespace GpuRetinex.Networks;

/// <summary>
/// Pictures as networks that descend from Caffe take them: blue, green, red within 0 and 255, minus the mean colour of what they
/// were trained on.
/// </summary>
/// <param name="Blue">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Red">0 to 255.</param>
internal sealed record MeanColour(float Blue, float Green, float Red)
{
    private const float White = 255;

    /// <summary>[1,3,H,W], RGB nominally 0 to 1, to BGR minus the mean.</summary>
    public Tensor Subtract(Tensor rgb) => Swap(rgb, [Blue, Green, Red], (value, mean) => (value * White) - mean);

    /// <summary>BGR minus the mean to RGB, nominally 0 to 1, not clipped.</summary>
    public Tensor Add(Tensor bgr) => Swap(bgr, [Red, Green, Blue], (value, mean) => (value + mean) / White);

    private static Tensor Swap(Tensor picture, float[] means, Func<float, float, float> change)
    {
        var swapped = new Tensor(picture.Shape);
        int plane = picture.Shape.H * picture.Shape.W;
        for (int channel = 0; channel < means.Length; channel++)
        {
            ReadOnlySpan<float> source = picture.Data.AsSpan((means.Length - 1 - channel) * plane, plane);
            Span<float> target = swapped.Data.AsSpan(channel * plane, plane);
            for (int i = 0; i < plane; i++) target[i] = change(source[i], means[channel]);
        }

        return swapped;
    }
}
