using System.Diagnostics;
using System.Runtime.Intrinsics;
using GpuRetinex.Kernels.Simd;

namespace GpuRetinex.Perf.Measurement;

/// <summary>What this machine can do at most with a number of threads, measured: the roof that kernels are held against.</summary>
/// <param name="Gflops">Multiply-adds on registers alone, counted as two operations, in 10⁹ a second.</param>
/// <param name="CopyGigabytes">Bytes read plus bytes written by a copy far larger than the caches, in 10⁹ a second.</param>
internal sealed record MachinePeak(double Gflops, double CopyGigabytes)
{
    private const int Attempts = 7;
    private const int CopyFloats = 32 << 20;

    public static MachinePeak Measure(int threads, SimdLevel level) => new(MultiplyAdds(threads, level), Copy(threads));

    /// <summary>Least time in which a kernel can do its work, in milliseconds.</summary>
    public double RoofMilliseconds(double flops, double bytes) => Math.Max(flops / Gflops, bytes / CopyGigabytes) / 1e6;

    public override string ToString() =>
        $"measured peak {Gflops:F0} GFLOP/s of multiply-adds, {CopyGigabytes:F1} GB/s copied (read + written)";

    private static double MultiplyAdds(int threads, SimdLevel level)
    {
        (Func<float> run, int lanes) = level switch
        {
            SimdLevel.Vector512 => ((Func<float>)MultiplyAddChains.Run512, Vector512<float>.Count),
            SimdLevel.Vector256 => (MultiplyAddChains.Run256, Vector256<float>.Count),
            _ => (MultiplyAddChains.Run128, Vector128<float>.Count),
        };
        return MultiplyAddChains.Operations * lanes * threads / Fastest(threads, _ => run()) / 1e9;
    }

    private static double Copy(int threads)
    {
        float[][] sources = [.. Enumerable.Range(0, threads).Select(_ => new float[CopyFloats])];
        float[][] targets = [.. Enumerable.Range(0, threads).Select(_ => new float[CopyFloats])];
        double seconds = Fastest(threads, thread => sources[thread].AsSpan().CopyTo(targets[thread]));
        return 2.0 * sizeof(float) * CopyFloats * threads / seconds / 1e9;
    }

    /// <summary>Seconds of the fastest of several attempts in which every thread does the work once.</summary>
    private static double Fastest(int threads, Action<int> work)
    {
        double fastest = double.PositiveInfinity;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            using var start = new Barrier(threads + 1);
            Thread[] running = [.. Enumerable.Range(0, threads).Select(index => new Thread(() => Work(index)))];
            foreach (Thread thread in running) thread.Start();
            start.SignalAndWait();
            long begun = Stopwatch.GetTimestamp();
            foreach (Thread thread in running) thread.Join();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(begun).TotalSeconds);

            void Work(int index)
            {
                start.SignalAndWait();
                work(index);
            }
        }

        return fastest;
    }
}
