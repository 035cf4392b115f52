namespace GpuRetinex.Devices;

/// <summary>A set of kernels for one way to compute: SIMD, ILGPU, Vulkan.</summary>
public interface IDeviceFamily
{
    /// <summary>Every device that is seen, including those that cannot be opened; empty where the runtime is absent.</summary>
    IReadOnlyList<DeviceDescription> FindDevices();

    /// <summary>Opens one of <see cref="FindDevices"/>.</summary>
    /// <exception cref="DeviceException">The device cannot be opened.</exception>
    IDevice Open(DeviceDescription device);
}
