namespace GpuRetinex.Devices;

/// <summary>What a device can do at most, measured: the roof that kernels are held against.</summary>
/// <param name="Gflops">Multiply-adds on registers alone, counted as two operations, in 10⁹ a second.</param>
/// <param name="CopyGigabytes">Bytes read plus bytes written by a copy far larger than the caches, in 10⁹ a second.</param>
public sealed record DevicePeak(double Gflops, double CopyGigabytes)
{
    /// <summary>
    /// Least time in which a kernel can do its work, in milliseconds: the longer of its operations at the peak and its traffic at
    /// copy speed (Williams, Waterman, Patterson, "Roofline", CACM 2009).
    /// </summary>
    public double RoofMilliseconds(double flops, double bytes) => Math.Max(flops / Gflops, bytes / CopyGigabytes) / 1e6;

    public override string ToString() =>
        FormattableString.Invariant(
            $"measured peak {Gflops:F0} GFLOP/s of multiply-adds, {CopyGigabytes:F1} GB/s copied (read + written)");
}
