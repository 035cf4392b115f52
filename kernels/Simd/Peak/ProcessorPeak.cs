using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace GpuRetinex.Kernels.Simd.Peak;

/// <summary>What this processor can do at most, measured: the roof that kernels are held against.</summary>
public static class ProcessorPeak
{
    private const int Attempts = 15;
    private const int CopyFloats = 32 << 20;

    /// <summary>Multiply-adds on registers alone, counted as two operations: 10⁹ a second of the fastest of several attempts.</summary>
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
        return MultiplyAddChains.Operations * lanes * threads / Fastest(threads, _ => run()) / 1e9;
    }

    /// <summary>Bytes read plus bytes written by a copy far larger than the caches: 10⁹ a second, likewise.</summary>
    public static double MeasureCopyGigabytes(int threads)
    {
        float[][] sources = [.. Enumerable.Range(0, threads).Select(_ => new float[CopyFloats])];
        float[][] targets = [.. Enumerable.Range(0, threads).Select(_ => new float[CopyFloats])];
        double seconds = Fastest(threads, thread => sources[thread].AsSpan().CopyTo(targets[thread]));
        return 2.0 * sizeof(float) * CopyFloats * threads / seconds / 1e9;
    }

    private static double Fastest(int threads, Action<int> work) => Enumerable.Range(0, Attempts).Min(_ => Seconds(threads, work));

    /// <summary>Time in which every thread does the work once.</summary>
    private static double Seconds(int threads, Action<int> work)
    {
        using var start = new Barrier(threads + 1);
        Thread[] running = [.. Enumerable.Range(0, threads).Select(index => new Thread(() => Work(index)))];
        foreach (Thread thread in running) thread.Start();
        start.SignalAndWait();
        long begun = Stopwatch.GetTimestamp();
        foreach (Thread thread in running) thread.Join();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;

        void Work(int index)
        {
            start.SignalAndWait();
            work(index);
        }
    }
}
