using System.Collections.Immutable;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>A plan on a device: its memory, and the launches of its steps.</summary>
internal sealed class PreparedPlan : IDisposable
{
    private readonly DeviceBuffer? _scratch;

    public PreparedPlan(VulkanDevice device, Plan plan, ConvolutionAlgorithm algorithm)
    {
        Device = device;
        try
        {
            Arena = DeviceBuffer.Local(device.Context, plan.ArenaElements * device.ElementBytes, "arena");
            device.ArenaBytes += Arena.Bytes;
            long scratchBytes = plan.Steps.Select(step => LaunchBuilder.ScratchBytes(step, algorithm)).DefaultIfEmpty().Max();
            if (scratchBytes > 0) _scratch = DeviceBuffer.Local(device.Context, scratchBytes, "scratch");
            var builder = new LaunchBuilder(device, plan, algorithm, Arena, _scratch);
            Steps = [.. plan.Steps.Select(builder.Build)];
            Launches = new PreparedLaunches(device, [.. Steps.SelectMany(step => step.Launches)]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public VulkanDevice Device { get; }

    public DeviceBuffer Arena { get; } = null!;

    /// <summary>The launches of every step, and how it is computed.</summary>
    public ImmutableArray<(ImmutableArray<Launch> Launches, string Algorithm)> Steps { get; }

    /// <summary>All of them, ready to run.</summary>
    public PreparedLaunches Launches { get; } = null!;

    /// <summary>Bytes of the plan's own buffers.</summary>
    public long Bytes => Arena.Bytes + (_scratch?.Bytes ?? 0) + Launches.Bytes;

    public void Dispose()
    {
        Launches?.Dispose();
        _scratch?.Dispose();
        if (Arena is null) return;
        Device.ArenaBytes -= Arena.Bytes;
        Arena.Dispose();
    }
}
