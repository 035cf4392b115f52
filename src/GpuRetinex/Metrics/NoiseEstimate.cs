using GpuRetinex.Tensors;

namespace GpuRetinex.Metrics;

/// <summary>
/// The standard deviation of the noise in a picture from its finest diagonal details: their median magnitude over 0.6745 (Donoho
/// and Johnstone, "Ideal Spatial Adaptation by Wavelet Shrinkage", Biometrika 1994), here of the orthonormal Haar wavelet. Edges
/// hardly move the median; a picture that is nothing but fine texture is taken for noise.
/// </summary>
public static class NoiseEstimate
{
    /// <summary>Median magnitude of normally distributed numbers of standard deviation 1.</summary>
    private const double MedianOfNormal = 0.6744897501960817;

    /// <summary>The mean over the channels.</summary>
    /// <param name="picture">[1,C,H,W], nominally 0 to 1. Squares with a pixel at or beyond an end are left out: noise is cut off
    /// there.</param>
    /// <returns>0 where there is nothing to measure.</returns>
    public static double StandardDeviation(Tensor picture)
    {
        double sum = 0;
        for (int channel = 0; channel < picture.Shape.C; channel++) sum += OfPlane(picture, channel);
        return sum / picture.Shape.C;
    }

    private static double OfPlane(Tensor picture, int channel)
    {
        int height = picture.Shape.H, width = picture.Shape.W;
        ReadOnlySpan<float> plane = picture.Data.AsSpan(channel * height * width, height * width);
        var details = new List<float>(height * width / 4);
        for (int y = 0; y + 1 < height; y += 2)
        {
            for (int x = 0; x + 1 < width; x += 2)
            {
                int i = (y * width) + x;
                float a = plane[i], b = plane[i + 1], c = plane[i + width], d = plane[i + width + 1];
                if (IsInside(a) && IsInside(b) && IsInside(c) && IsInside(d)) details.Add(Math.Abs(a - b - c + d) / 2);
            }
        }

        if (details.Count == 0) return 0;
        details.Sort();
        return details[details.Count / 2] / MedianOfNormal;
    }

    private static bool IsInside(float value) => value is > 0 and < 1;
}
