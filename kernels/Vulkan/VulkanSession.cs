using GpuRetinex.Devices;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Everything that lives in one opening of a device and is gone when the device is lost.</summary>
internal sealed class VulkanSession : IDisposable
{
    public VulkanSession(DeviceDescription description, VulkanOptions options)
    {
        Options = options;
        try
        {
            Context = new VulkanContext(description, options);
            Pipelines = new Pipelines(Context, options);
            Staging = new StagingRing(Context);
            Constants = new ConstantCache(Context, Staging, options.HalfStorage);
        }
        catch (DeviceLostException exception)
        {
            Dispose();
            throw exception.ToDeviceException();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public VulkanOptions Options { get; }

    public VulkanContext Context { get; } = null!;

    public Pipelines Pipelines { get; } = null!;

    public ConstantCache Constants { get; } = null!;

    public StagingRing Staging { get; } = null!;

    public DeviceDescription Description => Context.Description;

    /// <summary>Bytes of a stored activation.</summary>
    public int ElementBytes => Options.HalfStorage ? sizeof(short) : sizeof(float);

    public void Dispose()
    {
        Constants?.Dispose();
        Staging?.Dispose();
        Pipelines?.Dispose();
        Context?.Dispose();
    }
}
