using System.Diagnostics;
using GpuRetinex.Devices;

namespace GpuRetinex.Kernels.Vulkan.Peak;

/// <summary>Times PeakMultiplyAdd.comp and PeakCopy.comp on a device.</summary>
internal sealed class PeakMeasurement(VulkanDevice device)
{
    private const int Attempts = 7, Threads = 64;

    /// <summary>Operations of a thread: steps, rounds, chains, two for a multiply-add.</summary>
    private const double ThreadOperations = 256 * 4 * 16 * 2;

    /// <summary>Enough for the largest devices' multiprocessors.</summary>
    private const int MostGroups = 1 << 14;

    /// <summary>Bytes of each of the copied blocks: many times most caches, and within every binding.</summary>
    private const long BlockBytes = 128 << 20;

    private static readonly TimeSpan _longestTurn = TimeSpan.FromMilliseconds(100), _shortestTurn = TimeSpan.FromMilliseconds(20);

    public DevicePeak Run() => new(Gflops(), CopyGigabytes());

    private double Gflops()
    {
        using var output = DeviceBuffer.Local(device.Context, (long)MostGroups * Threads * sizeof(float), "peak");
        var range = new BufferRange(output, 0, output.Bytes);
        double perSecond = Fastest(MostGroups, groups => new Launch(
            "peak of multiply-adds", new KernelKey("PeakMultiplyAdd", [Threads]), range, [], new Parameters().Add(0.5f), groups,
            0));
        return perSecond * Threads * ThreadOperations / 1e9;
    }

    private double CopyGigabytes()
    {
        long bytes = Math.Min(
            BlockBytes, Math.Min(device.Context.AvailableBytes / 4, device.Context.Facts.Limits.MaxStorageBufferRange));
        int most = (int)(bytes / (Threads * 16));
        using var source = DeviceBuffer.Local(device.Context, bytes, "peak source");
        using var target = DeviceBuffer.Local(device.Context, bytes, "peak target");
        var (from, to) = (new BufferRange(source, 0, source.Bytes), new BufferRange(target, 0, target.Bytes));
        double perSecond = Fastest(
            most,
            groups =>
                new Launch("peak of copies", new KernelKey("PeakCopy", [Threads]), to, [from], new Parameters(), groups, 0));
        return perSecond * Threads * 16 * 2 / 1e9;
    }

    /// <summary>
    /// Groups a second of the fastest of several turns. A turn has as many groups as a tenth of a second allows, and as many
    /// launches as make the host's waiting vanish.
    /// </summary>
    private double Fastest(int most, Func<int, Launch> launch)
    {
        int groups = Math.Min(64, most), launches = 1;
        while (groups < most && Time(launch(groups), 1) < _longestTurn / 2) groups = Math.Min(groups * 2, most);
        while (launches < 64 && Time(launch(groups), launches) < _shortestTurn) launches *= 2;
        return (double)groups * launches / Time(launch(groups), launches, Attempts).TotalSeconds;
    }

    /// <summary>Time of so many launches in a row: the shortest of some attempts after one that warms up.</summary>
    private TimeSpan Time(Launch launch, int launches, int attempts = 1)
    {
        using var commands = new PreparedLaunches(device, [.. Enumerable.Repeat(launch, launches)]);
        commands.Run();
        return Enumerable.Range(0, attempts).Min(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            commands.Run();
            return Stopwatch.GetElapsedTime(start);
        });
    }
}
