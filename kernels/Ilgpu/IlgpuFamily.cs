using GpuRetinex.Devices;
using ILGPU.Runtime.OpenCL;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// The kernels written for ILGPU: one source for CUDA ("cuda:0"), OpenCL ("opencl:0") and ILGPU's simulator ("ilgpu-cpu").
/// </summary>
/// <param name="kinds">Which of the three it offers, so that another family may come between them; none for all.</param>
public sealed class IlgpuFamily(params IReadOnlyList<string> kinds) : IDeviceFamily
{
    public const string Cuda = "cuda", OpenCl = "opencl", Simulator = "ilgpu-cpu";

    private readonly Lazy<IReadOnlyList<FoundDevice>> _devices = new(
        () => DeviceDiscovery.Find(kinds.Count > 0 ? kinds : [Cuda, OpenCl, Simulator]));

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = kinds.Count > 0 ? kinds : [Cuda, OpenCl, Simulator];

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
