using System.Diagnostics;
using System.Runtime.Intrinsics;
using GpuRetinex.Devices;

namespace GpuRetinex.Kernels.Simd.Peak;

/// <summary>What this processor can do at most, measured with every thread at work.</summary>
public static class ProcessorPeak
{
    private const int Attempts = 15;

    /// <summary>Copied by all threads together: many times the caches of a small machine.</summary>
    private const long CopyElements = 64L << 20;

    /// <summary>Copied by each thread at least: many times its share of the caches of a large machine.</summary>
    private const long ThreadElements = 8L << 20;

    /// <param name="level">Vector width.</param>
    /// <param name="threads">Threads that compute at once.</param>
    public static DevicePeak Measure(SimdLevel level, int threads) => new(Gflops(level, threads), CopyGigabytes(threads));

    private static double Gflops(SimdLevel level, int threads)
    {
        (Func<float> run, int lanes) = level switch
        {
            SimdLevel.Vector512 => ((Func<float>)MultiplyAddChains.Run512, Vector512<float>.Count),
            SimdLevel.Vector256 => (MultiplyAddChains.Run256, Vector256<float>.Count),
            _ => (MultiplyAddChains.Run128, Vector128<float>.Count),
        };
        return MultiplyAddChains.Operations * lanes * threads / Fastest(threads, _ => run()) / 1e9;
    }

    /// <summary>In memory like that of tensors, in huge pages where the system has them.</summary>
    private static unsafe double CopyGigabytes(int threads)
    {
        long elements = Math.Max(CopyElements / threads, ThreadElements), bytes = elements * sizeof(float);
        using var source = new AlignedMemory(elements * threads);
        using var target = new AlignedMemory(elements * threads);

        // Pages that were never written are all one page of zeros, which would be read from the cache.
        for (int thread = 0; thread < threads; thread++)
            new Span<float>(source.Pointer + thread * elements, (int)elements).Fill(1);
        double seconds = Fastest(threads, thread =>
            Buffer.MemoryCopy(source.Pointer + thread * elements, target.Pointer + thread * elements, bytes, bytes));
        return 2.0 * bytes * threads / seconds / 1e9;
    }

    private static double Fastest(int threads, Action<int> work) =>
        Enumerable.Range(0, Attempts).Min(_ => Seconds(threads, work));

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
