using GpuRetinex.Devices;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>The driver gave the device up: a watchdog, a crash, a card pulled out. Nothing of it can be used any more.</summary>
internal sealed class DeviceLostException(string device, string problem) : Exception($"{device}: {problem}")
{
    private readonly string _device = device, _problem = problem;

    /// <summary>The error for whoever asked for the device.</summary>
    public DeviceException ToDeviceException() =>
        new(_device, _problem, "Update the graphics driver, or use --device simd.", this) { IsLost = true };
}
