using GpuRetinex.Devices;
using ILGPU.Runtime.OpenCL;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// The kernels written for ILGPU: one source for CUDA ("cuda:0"), OpenCL ("opencl:0") and ILGPU's simulator ("ilgpu-cpu").
/// </summary>
public sealed class IlgpuFamily : IDeviceFamily
{
    private readonly Lazy<IReadOnlyList<FoundDevice>> _devices = new(DeviceDiscovery.Find);

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = ["cuda", "opencl", "ilgpu-cpu"];

    /// <inheritdoc/>
    public IReadOnlyList<DeviceDescription> FindDevices() => [.. _devices.Value.Select(device => device.Description)];

    /// <inheritdoc/>
    public Devices.IDevice Open(DeviceDescription device, Precision precision = Precision.Default)
    {
        FoundDevice found = _devices.Value.FirstOrDefault(candidate => candidate.Description.Id == device.Id)
            ?? throw new DeviceException(device.Id, "there is no such device", "Run 'gpuretinex devices' for a list.");
        if (found.Description.Refusal is { } refusal)
            throw new DeviceException(device.Id, refusal, "Choose another device with --device.");
        if (found.Device is CLDevice { Capabilities.GenericAddressSpace: false } llvmpipe)
            DeviceDiscovery.PretendGenericAddressSpace(llvmpipe);
        return new IlgpuDevice(found.Description, found.Device, precision);
    }
}
