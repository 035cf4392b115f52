using GpuRetinex.Tensors;

namespace GpuRetinex.Metrics;

/// <summary>
/// Structural similarity, Wang, Bovik, Sheikh, Simoncelli 2004: Gaussian window of 11×11, σ = 1.5, that sums to 1, variances as
/// E[x²] − μ², C1 = (0.01·L)², C2 = (0.03·L)², only windows that lie wholly inside, mean over the map, then over channels and
/// batch. Computed in double precision.
/// </summary>
public static class Ssim
{
    /// <summary>Side of the window, the smallest side a picture can have.</summary>
    public const int WindowSize = 11;

    private const double Sigma = 1.5;

    private static readonly double[] Window = GaussianWindow();

    /// <summary>Of two tensors [N,C,H,W].</summary>
    /// <param name="first">Values, nominally 0 to <paramref name="range"/>.</param>
    /// <param name="second">Values of the same shape.</param>
    /// <param name="range">L, the largest value a sample can take.</param>
    /// <returns>At most 1, which equal pictures have; NaN where a value is NaN.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or a side is under 11 pixels.</exception>
    public static double Between(Tensor first, Tensor second, double range = 1)
    {
        Shape shape = first.Shape;
        if (shape != second.Shape) throw new ArgumentException($"{shape} cannot be compared with {second.Shape}");
        RequireSize(shape.N * shape.C, shape.H, shape.W);
        int plane = shape.H * shape.W;
        double[] values = new double[shape.N * shape.C];
        Parallel.For(0, values.Length, index => values[index] = OfPlane(
            first.Data.AsSpan(index * plane, plane), second.Data.AsSpan(index * plane, plane), shape.W, range));
        return values.Average();
    }

    /// <summary>Of two 8-bit pictures in planes, L = 255.</summary>
    /// <param name="first">channels × height × width samples.</param>
    /// <param name="second">As many samples.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or a side is under 11 pixels.</exception>
    public static double Between(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, int channels, int height, int width)
    {
        RequireSize(channels, height, width);
        var shape = new Shape(1, channels, height, width);
        if (first.Length != shape.Count || second.Length != shape.Count)
            throw new ArgumentException($"{first.Length} and {second.Length} samples do not fill {shape}");
        return Between(ToTensor(first, shape), ToTensor(second, shape), byte.MaxValue);
    }

    private static Tensor ToTensor(ReadOnlySpan<byte> samples, Shape shape)
    {
        var tensor = new Tensor(shape);
        for (int i = 0; i < samples.Length; i++) tensor.Data[i] = samples[i];
        return tensor;
    }

    private static void RequireSize(int planes, int height, int width)
    {
        if (planes > 0 && height >= WindowSize && width >= WindowSize) return;
        throw new ArgumentException($"SSIM needs at least {WindowSize} x {WindowSize} pixels, not {width} x {height}");
    }

    /// <summary>
    /// Filters rows as they come into a ring of 11, then columns of the ring: the moments of a whole picture are never stored.
    /// </summary>
    private static double OfPlane(ReadOnlySpan<float> first, ReadOnlySpan<float> second, int width, double range)
    {
        int height = first.Length / width, outputs = width - WindowSize + 1;
        var ring = new Moments[WindowSize][];
        for (int i = 0; i < WindowSize; i++) ring[i] = new Moments[outputs];
        double sum = 0;
        for (int y = 0; y < height; y++)
        {
            FilterRow(first.Slice(y * width, width), second.Slice(y * width, width), ring[y % WindowSize]);
            if (y >= WindowSize - 1) sum += SumOfRow(ring, y + 1, range);
        }

        return sum / ((double)outputs * (height - WindowSize + 1));
    }

    private static void FilterRow(ReadOnlySpan<float> first, ReadOnlySpan<float> second, Moments[] row)
    {
        for (int x = 0; x < row.Length; x++)
        {
            var moments = default(Moments);
            for (int k = 0; k < WindowSize; k++) moments.Add(Window[k], first[x + k], second[x + k]);
            row[x] = moments;
        }
    }

    /// <param name="ring">Eleven filtered rows.</param>
    /// <param name="oldest">Index of the oldest of them, modulo 11.</param>
    private static double SumOfRow(Moments[][] ring, int oldest, double range)
    {
        double c1 = 0.01 * range * (0.01 * range), c2 = 0.03 * range * (0.03 * range);
        double sum = 0;
        for (int x = 0; x < ring[0].Length; x++)
        {
            var moments = default(Moments);
            for (int k = 0; k < WindowSize; k++) moments.Add(Window[k], ring[(oldest + k) % WindowSize][x]);
            sum += moments.Similarity(c1, c2);
        }

        return sum;
    }

    private static double[] GaussianWindow()
    {
        double[] window = new double[WindowSize];
        for (int i = 0; i < WindowSize; i++)
        {
            double distance = i - (WindowSize / 2);
            window[i] = Math.Exp(-distance * distance / (2 * Sigma * Sigma));
        }

        double sum = window.Sum();
        return [.. window.Select(weight => weight / sum)];
    }

    /// <summary>Weighted means of x, y, x², y² and xy.</summary>
    private struct Moments
    {
        private double _x, _y, _xx, _yy, _xy;

        public void Add(double weight, double x, double y)
        {
            _x += weight * x;
            _y += weight * y;
            _xx += weight * x * x;
            _yy += weight * y * y;
            _xy += weight * x * y;
        }

        public void Add(double weight, in Moments other)
        {
            _x += weight * other._x;
            _y += weight * other._y;
            _xx += weight * other._xx;
            _yy += weight * other._yy;
            _xy += weight * other._xy;
        }

        public readonly double Similarity(double c1, double c2)
        {
            double varianceX = _xx - (_x * _x), varianceY = _yy - (_y * _y), covariance = _xy - (_x * _y);
            return ((2 * _x * _y) + c1) * ((2 * covariance) + c2)
                / (((_x * _x) + (_y * _y) + c1) * (varianceX + varianceY + c2));
        }
    }
}
