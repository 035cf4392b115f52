namespace GpuRetinex.Resampling;

/// <summary>
/// Bicubic resampling of one axis as MATLAB's imresize does it: Keys' cubic with a = −0.5 (Keys, "Cubic Convolution Interpolation
/// for Digital Image Processing", IEEE TASSP 1981), stretched when the axis shrinks so that it does not alias; beyond the ends
/// the axis is mirrored, its end samples repeated.
/// </summary>
internal sealed class BicubicFilter
{
    private const double Support = 4;

    /// <summary>Weights this small are zeros of the cubic that rounding has moved.</summary>
    private const double Negligible = 1e-9;

    private BicubicFilter(int outputs, int taps, int[] sources, float[] weights)
    {
        Outputs = outputs;
        Taps = taps;
        Sources = sources;
        Weights = weights;
    }

    /// <summary>Samples that the filter makes.</summary>
    public int Outputs { get; }

    /// <summary>Samples that it reads for each.</summary>
    public int Taps { get; }

    /// <summary>For each output the indices of the samples that it is made of.</summary>
    public int[] Sources { get; }

    /// <summary>For each output the weights of those; their sum is 1.</summary>
    public float[] Weights { get; }

    /// <param name="length">Samples of the axis.</param>
    /// <param name="outputs">Samples wanted.</param>
    /// <param name="scale">Distance of two samples before over after; near outputs / length.</param>
    public static BicubicFilter Create(int length, int outputs, double scale)
    {
        double stretch = Math.Min(scale, 1), width = Support / stretch;
        int taps = (int)Math.Ceiling(width) + 2;
        double[] weights = new double[outputs * taps];
        int[] sources = new int[outputs * taps];
        for (int output = 0; output < outputs; output++)
        {
            double centre = ((output + 1) / scale) + (0.5 * (1 - (1 / scale)));
            int left = (int)Math.Floor(centre - (width / 2));
            Span<double> row = weights.AsSpan(output * taps, taps);
            double sum = 0;
            for (int tap = 0; tap < taps; tap++)
            {
                sources[(output * taps) + tap] = Mirror(left + tap - 1, length);
                sum += row[tap] = Cubic(stretch * (centre - left - tap));
            }

            foreach (ref double weight in row) weight /= sum;
        }

        return Trim(outputs, taps, sources, weights);
    }

    /// <summary>Leaves out the first and last taps that are zero for all outputs.</summary>
    private static BicubicFilter Trim(int outputs, int taps, int[] sources, double[] weights)
    {
        int first = 0, last = taps - 1;
        while (IsZero(first)) first++;
        while (IsZero(last)) last--;
        int[] kept = [.. Enumerable.Range(0, outputs * taps).Where(i => i % taps >= first && i % taps <= last)];
        return new BicubicFilter(
            outputs, last - first + 1, [.. kept.Select(i => sources[i])], [.. kept.Select(i => (float)weights[i])]);

        bool IsZero(int tap) => Enumerable.Range(0, outputs).All(output => Math.Abs(weights[(output * taps) + tap]) < Negligible);
    }

    private static double Cubic(double x)
    {
        double t = Math.Abs(x);
        return t switch
        {
            <= 1 => (((1.5 * t) - 2.5) * t * t) + 1,
            <= 2 => (((((-0.5 * t) + 2.5) * t) - 4) * t) + 2,
            _ => 0,
        };
    }

    private static int Mirror(int index, int length)
    {
        int period = 2 * length, place = ((index % period) + period) % period;
        return place < length ? place : period - 1 - place;
    }
}
