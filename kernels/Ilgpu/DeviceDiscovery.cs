using System.Reflection;
using GpuRetinex.Devices;
using ILGPU;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Lists the devices that ILGPU can reach, without creating a context. Where no CUDA or OpenCL library is installed, ILGPU
/// reports no such devices.
/// </summary>
internal static class DeviceDiscovery
{
    /// <summary>Family name of all devices.</summary>
    public const string Family = "ilgpu";

    private const string Llvmpipe = "llvmpipe";

    /// <summary>CUDA devices, OpenCL devices, and the simulator, which is always there, as far as they are asked for.</summary>
    public static IReadOnlyList<FoundDevice> Find(IReadOnlyList<string> kinds)
    {
        NativeLibraries.EnsureRegistered();
        return
        [
            .. kinds.Contains(IlgpuFamily.Cuda) ? CudaDevice.GetDevices(_ => true).OfType<CudaDevice>().Select(Describe) : [],
            .. kinds.Contains(IlgpuFamily.OpenCl) ? CLDevice.GetDevices(_ => true).OfType<CLDevice>().Select(Describe) : [],
            .. kinds.Contains(IlgpuFamily.Simulator) ? (IEnumerable<FoundDevice>)[Simulator()] : [],
        ];
    }

    /// <summary>
    /// Makes ILGPU take a device that lacks generic pointers. ILGPU emits the qualifier only where it cannot tell a pointer's
    /// memory, which these kernels avoid.
    /// </summary>
    public static void PretendGenericAddressSpace(CLDevice device)
    {
        PropertyInfo property = typeof(CLCapabilityContext).GetProperty(nameof(CLCapabilityContext.GenericAddressSpace))!;
        property.SetMethod!.Invoke(device.Capabilities, [true]);
    }

    private static FoundDevice Describe(CudaDevice device, int index)
    {
        string? refusal = device.Architecture is null || device.InstructionSet is null
            ? "ILGPU does not know this GPU's architecture or its driver"
            : null;
        string driver = CudaAPI.CurrentAPI.GetDriverVersion(out CudaDriverVersion version) == CudaError.CUDA_SUCCESS
            ? $"CUDA {version.Major}.{version.Minor}, {device.Architecture}"
            : $"CUDA, {device.Architecture}";
        return new FoundDevice(
            new DeviceDescription(
                $"{IlgpuFamily.Cuda}:{index}", device.Name, Family, DeviceType.Gpu, device.MemorySize, driver, refusal), device);
    }

    private static FoundDevice Describe(CLDevice device, int index)
    {
        string name = device.Name.Trim();
        string version = CLAPI.CurrentAPI.GetDeviceInfo(device.DeviceId, CLDeviceInfoType.CL_DRIVER_VERSION).Trim();
        string driver = $"OpenCL {device.DeviceVersion}, driver {version}";
        return new FoundDevice(
            new DeviceDescription(
                $"{IlgpuFamily.OpenCl}:{index}", name, Family, TypeOf(device), device.MemorySize, driver,
                Refusal(device)), device);
    }

    private static string? Refusal(CLDevice device)
    {
        if (device.DeviceVersion < CLDeviceVersion.CL20)
            return $"it offers OpenCL {device.DeviceVersion}, and ILGPU needs OpenCL 2.0";

        // Mesa's llvmpipe runs these kernels all the same; being software, it serves only who names it.
        bool suffices = device.Capabilities.GenericAddressSpace
            || device.Name.Contains(Llvmpipe, StringComparison.OrdinalIgnoreCase);
        return suffices ? null : "its OpenCL driver lacks the generic address space that ILGPU needs";
    }

    private static DeviceType TypeOf(CLDevice device)
    {
        bool isNamed = SoftwareDevices.Include(device.Name) || SoftwareDevices.Include(device.PlatformName);
        return isNamed || device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_CPU) ? DeviceType.Software : DeviceType.Gpu;
    }

    private static FoundDevice Simulator() => new(
        new DeviceDescription(
            IlgpuFamily.Simulator, "ILGPU CPU accelerator", Family, DeviceType.Simulator,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, $"ILGPU {Context.Version}"),
        CPUDevice.Default);
}
