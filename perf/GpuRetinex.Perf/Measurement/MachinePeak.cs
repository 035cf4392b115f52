using GpuRetinex.Kernels.Simd;
using GpuRetinex.Kernels.Simd.Peak;

namespace GpuRetinex.Perf.Measurement;

/// <summary>What this machine can do at most with a number of threads, measured: the roof that kernels are held against.</summary>
/// <param name="Gflops">Multiply-adds on registers alone, counted as two operations, in 10⁹ a second.</param>
/// <param name="CopyGigabytes">Bytes read plus bytes written by a copy far larger than the caches, in 10⁹ a second.</param>
internal sealed record MachinePeak(double Gflops, double CopyGigabytes)
{
    public static MachinePeak Measure(int threads, SimdLevel level) =>
        new(ProcessorPeak.MeasureGflops(level, threads), ProcessorPeak.MeasureCopyGigabytes(threads));

    /// <summary>Least time in which a kernel can do its work, in milliseconds.</summary>
    public double RoofMilliseconds(double flops, double bytes) => Math.Max(flops / Gflops, bytes / CopyGigabytes) / 1e6;

    public override string ToString() =>
        $"measured peak {Gflops:F0} GFLOP/s of multiply-adds, {CopyGigabytes:F1} GB/s copied (read + written)";
}
