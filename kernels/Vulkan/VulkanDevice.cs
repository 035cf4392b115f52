using GpuRetinex.Devices;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>An open Vulkan device. Should its driver give it up, it is opened once more.</summary>
internal sealed class VulkanDevice(DeviceDescription description, VulkanOptions options) : IDevice
{
    private VulkanDevice? _full;

    /// <inheritdoc/>
    public DeviceDescription Description { get; } = description;

    /// <inheritdoc/>
    public bool RunsTiles => true;

    public VulkanOptions Options => options;

    /// <summary>The present opening; another one after the device was lost.</summary>
    public VulkanSession Session { get; private set; } = new(description, options);

    /// <summary>How much work goes into one submission.</summary>
    public SubmissionBudget Budget { get; } = new();

    /// <summary>What the validation layer said; empty without it.</summary>
    public IReadOnlyList<string> ValidationMessages => Session.Context.ValidationMessages;

    /// <summary>Bytes of device memory that plans may still take.</summary>
    public long AvailableBytes => Session.Context.AvailableBytes;

    /// <summary>The same device with float32 in memory, for what binary16 cannot hold.</summary>
    public VulkanDevice FullPrecision => _full ??= new VulkanDevice(Description, options with { HalfStorage = false });

    /// <inheritdoc/>
    public IExecutable Compile(Plan plan) => options.HalfStorage ? new HalfStorageExecutable(this, plan) : new VulkanExecutable(this, plan);

    /// <summary>Opens the device anew after a loss, and submits less at a time from then on.</summary>
    /// <param name="lost">The opening that was lost; nothing happens where it is not the present one.</param>
    public void Recover(VulkanSession lost)
    {
        if (lost != Session) return;
        Budget.Shrink();
        VulkanOptions remaining = options with { LostSubmissions = lost.Context.RemainingLosses };
        lost.Dispose();
        Session = new VulkanSession(Description, remaining);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _full?.Dispose();
        Session.Dispose();
    }
}
