namespace GpuRetinex.Tests.Metrics;

/// <summary>
/// Two pictures of 3 × 29 × 37 samples made by integer rules, whose PSNR and SSIM were computed once with scikit-image 0.19.3
/// (peak_signal_noise_ratio; structural_similarity with gaussian_weights, sigma 1.5, use_sample_covariance false).
/// </summary>
internal static class TestPlanes
{
    public const int Width = 37, Height = 29, Channels = 3;

    public static byte[] First { get; } = Make((x, y, c) => Pattern(x, y, c));

    public static byte[] Second { get; } = Make((x, y, c) => (Pattern(x, y, c) * 4 / 5) + (((17 * x) + (31 * y) + (7 * c)) % 23));

    public static byte[] Make(Func<int, int, int, int> rule) =>
    [
        .. from c in Enumerable.Range(0, Channels)
        from y in Enumerable.Range(0, Height)
        from x in Enumerable.Range(0, Width)
        select (byte)rule(x, y, c),
    ];

    private static int Pattern(int x, int y, int c) => ((x * x) + (3 * y * y) + (5 * x * y) + (41 * c)) % 256;
}
