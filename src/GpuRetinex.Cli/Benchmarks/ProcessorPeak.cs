using System.Diagnostics;
using System.Runtime.Intrinsics;
using GpuRetinex.Kernels.Simd;

namespace GpuRetinex.Cli.Benchmarks;

/// <summary>The most multiply-adds that this processor's vector units do, measured.</summary>
internal static class ProcessorPeak
{
    private const int Attempts = 15;

    /// <summary>10⁹ operations a second, of the fastest of several attempts; a multiply-add counts as two.</summary>
    /// <param name="level">Vector width.</param>
    /// <param name="threads">Threads that compute at once.</param>
    public static double MeasureGflops(SimdLevel level, int threads)
    {
        (Func<float> run, int lanes) = level switch
        {
            SimdLevel.Vector512 => ((Func<float>)MultiplyAddChains.Run512, Vector512<float>.Count),
            SimdLevel.Vector256 => (MultiplyAddChains.Run256, Vector256<float>.Count),
            _ => (MultiplyAddChains.Run128, Vector128<float>.Count),
        };
        double seconds = Enumerable.Range(0, Attempts).Min(_ => Seconds(run, threads));
        return MultiplyAddChains.Operations * lanes * threads / seconds / 1e9;
    }

    /// <summary>Time in which every thread does the work once.</summary>
    private static double Seconds(Func<float> run, int threads)
    {
        using var start = new Barrier(threads + 1);
        Thread[] running = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        foreach (Thread thread in running) thread.Start();
        start.SignalAndWait();
        long begun = Stopwatch.GetTimestamp();
        foreach (Thread thread in running) thread.Join();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;

        void Work()
        {
            start.SignalAndWait();
            run();
        }
    }
}
