using GpuRetinex.Devices;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>The kernels written as GLSL compute shaders, on every device that Vulkan's loader lists: "vulkan:0", …</summary>
/// <param name="options">Options of the devices.</param>
public sealed class VulkanFamily(VulkanOptions options) : IDeviceFamily
{
    /// <summary>The family's name.</summary>
    public const string Name = "vulkan";

    /// <inheritdoc/>
    public IReadOnlyList<DeviceDescription> FindDevices()
    {
        try
        {
            using var instance = new VulkanInstance(validate: false);
            return [.. instance.Devices().Select((device, index) => new PhysicalDeviceFacts(instance, device).Describe(index))];
        }
        catch (DeviceException)
        {
            // No Vulkan here; a driver's failure to start shows when one of its devices is named.
            return [];
        }
    }

    /// <inheritdoc/>
    public IDevice Open(DeviceDescription device) => new VulkanDevice(device, options);
}
