namespace GpuRetinex.Devices;

/// <summary>A set of kernels for one way to compute: SIMD, ILGPU, Vulkan.</summary>
public interface IDeviceFamily
{
    /// <summary>What its devices' ids begin with, such as "cuda" and "opencl"; no other family has them.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>Changes with the kernels' code: a device that passed its check with other kernels is checked again.</summary>
    string KernelHash => GetType().Assembly.ManifestModule.ModuleVersionId.ToString("N");

    /// <summary>Every device that is seen, including those that cannot be opened; empty where the runtime is absent.</summary>
    IReadOnlyList<DeviceDescription> FindDevices();

    /// <summary>Opens one of <see cref="FindDevices"/>. The same device may be opened several times.</summary>
    /// <param name="device">The device.</param>
    /// <param name="precision">What it may do to be fast.</param>
    /// <exception cref="DeviceException">The device cannot be opened.</exception>
    IDevice Open(DeviceDescription device, Precision precision = Precision.Default);
}
