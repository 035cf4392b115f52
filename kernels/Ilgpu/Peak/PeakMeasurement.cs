using System.Diagnostics;
using GpuRetinex.Devices;
using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu.Peak;

/// <summary>Times the two kernels of this folder on an accelerator.</summary>
internal sealed class PeakMeasurement(Accelerator accelerator, KernelCache kernels)
{
    private const int Attempts = 7;
    private static readonly TimeSpan ShortestTurn = TimeSpan.FromMilliseconds(20);

    /// <summary>A launch of full size would take minutes on ILGPU's simulator, which has no peak worth waiting for.</summary>
    private static readonly TimeSpan LongestLaunch = TimeSpan.FromMilliseconds(100);

    /// <summary>Threads that a multiprocessor of any maker keeps at most.</summary>
    private const int ThreadsPerMultiprocessor = 2048;

    /// <summary>Elements of each of the copied blocks: 256 MiB, many times any GPU's cache.</summary>
    private const long CopyElements = 64L << 20;

    /// <summary>Share of the device's memory that one block may take.</summary>
    private const int MemoryShare = 8;

    /// <param name="memoryBytes">The device's memory.</param>
    public DevicePeak Run(long memoryBytes) => new(Gflops(), CopyGigabytes(memoryBytes));

    private double Gflops()
    {
        int groups = Groups((long)accelerator.NumMultiprocessors * ThreadsPerMultiprocessor);
        using MemoryBuffer1D<float, Stride1D.Dense> output = accelerator.Allocate1D<float>((long)groups * kernels.GroupSize);
        var arguments = new MultiplyAddArguments { Factor = 0.5f, Output = output.View.AsContiguous() };
        return MultiplyAddChains.Operations * ThreadsPerSecond(MultiplyAddChains.Compute, groups, arguments) / 1e9;
    }

    private double CopyGigabytes(long memoryBytes)
    {
        int groups = Groups(Math.Min(CopyElements, memoryBytes / MemoryShare / sizeof(float)) / WeightOrder.QuadChannels);
        long elements = (long)groups * kernels.GroupSize * WeightOrder.QuadChannels;
        using MemoryBuffer1D<float, Stride1D.Dense> source = accelerator.Allocate1D<float>(elements);
        using MemoryBuffer1D<float, Stride1D.Dense> target = accelerator.Allocate1D<float>(elements);
        source.MemSet(1);
        var arguments = new BlockCopyArguments { Source = source.View.AsContiguous(), Target = target.View.AsContiguous() };
        const double bytes = 2.0 * sizeof(float) * WeightOrder.QuadChannels;
        return bytes * ThreadsPerSecond(BlockCopy.Compute, groups, arguments) / 1e9;
    }

    /// <summary>Whole groups of about so many threads.</summary>
    private int Groups(long threads) => (int)Math.Max(threads / kernels.GroupSize, 1);

    /// <summary>
    /// Of the fastest of several turns, each of as many launches in a row as take long enough that their start and the host's
    /// waiting do not count.
    /// </summary>
    private double ThreadsPerSecond<TArguments>(Action<TArguments> kernel, int mostGroups, TArguments arguments)
        where TArguments : struct
    {
        Action<AcceleratorStream, KernelConfig, TArguments> launcher = kernels.Load(kernel, kernels.GroupSize);
        Turn(1, 1);
        int groups = 1, launches = 1;
        while (groups < mostGroups && Turn(groups, 1) < LongestLaunch) groups = Math.Min(groups * 2, mostGroups);
        while (Turn(groups, launches) < ShortestTurn) launches *= 2;
        double seconds = Enumerable.Range(0, Attempts).Min(_ => Turn(groups, launches)).TotalSeconds;
        return (double)groups * kernels.GroupSize * launches / seconds;

        TimeSpan Turn(int groups, int launches)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < launches; i++)
                launcher(accelerator.DefaultStream, new KernelConfig(groups, kernels.GroupSize), arguments);
            accelerator.Synchronize();
            return Stopwatch.GetElapsedTime(start);
        }
    }
}
