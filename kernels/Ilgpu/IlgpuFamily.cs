using GpuRetinex.Devices;
using ILGPU.Runtime.OpenCL;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// The kernels written for ILGPU: one source for CUDA ("cuda:0"), OpenCL ("opencl:0") and ILGPU's simulator ("ilgpu-cpu").
/// </summary>
/// <param name="allowLlvmpipe">
/// Also opens Mesa's llvmpipe, which lacks generic pointers: it says so, and is refused by default as other such devices are,
/// but ILGPU's code for these kernels happens to need none that llvmpipe cannot resolve. For tests on machines without a GPU.
/// </param>
public sealed class IlgpuFamily(bool allowLlvmpipe = false) : IDeviceFamily
{
    private readonly Lazy<IReadOnlyList<FoundDevice>> _devices = new(() => DeviceDiscovery.Find(allowLlvmpipe));

    /// <inheritdoc/>
    public IReadOnlyList<DeviceDescription> FindDevices() => [.. _devices.Value.Select(device => device.Description)];

    /// <inheritdoc/>
    public Devices.IDevice Open(DeviceDescription device)
    {
        FoundDevice found = _devices.Value.FirstOrDefault(candidate => candidate.Description.Id == device.Id)
            ?? throw new DeviceException(device.Id, "there is no such device", "Run 'gpuretinex devices' for a list.");
        if (found.Description.Refusal is { } refusal)
            throw new DeviceException(device.Id, refusal, "Choose another device with --device.");
        if (found.Device is CLDevice { Capabilities.GenericAddressSpace: false } llvmpipe)
            DeviceDiscovery.PretendGenericAddressSpace(llvmpipe);
        return new IlgpuDevice(found.Description, found.Device);
    }
}
