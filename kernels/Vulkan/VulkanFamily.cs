using GpuRetinex.Devices;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>The kernels written as GLSL compute shaders, on every device that Vulkan's loader lists: "vulkan:0", …</summary>
/// <param name="options">Options of the devices.</param>
/// <param name="cache">Where compiled kernels are kept between runs.</param>
public sealed class VulkanFamily(VulkanOptions options, UserCache cache) : IDeviceFamily
{
    private readonly Dictionary<string, SubmissionBudget> _budgets = [];

    /// <summary>The family's name.</summary>
    public const string Name = "vulkan";

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [Name];

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
    public IDevice Open(DeviceDescription device, Precision precision = Precision.Default)
    {
        if (device.Refusal is { } refusal) throw new DeviceException(device.Id, refusal, "Choose another device with --device.");
        if (!_budgets.TryGetValue(device.Id, out SubmissionBudget? budget))
            _budgets.Add(device.Id, budget = new SubmissionBudget(options.LostSubmissions));
        return new VulkanDevice(device, options, precision, cache, budget);
    }
}
