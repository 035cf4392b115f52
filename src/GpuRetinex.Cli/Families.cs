using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Kernels.Ilgpu;
using GpuRetinex.Kernels.Simd;
using GpuRetinex.Kernels.Vulkan;

namespace GpuRetinex.Cli;

/// <summary>The kernel families, the preferred first: the one place that names them.</summary>
internal static class Families
{
    /// <summary>A selector over every family.</summary>
    public static DeviceSelector SelectAll() => new(
        [
            new IlgpuFamily(IlgpuFamily.Cuda),
            new VulkanFamily(VulkanOptions.FromEnvironment(), UserCache.OfUser),
            new IlgpuFamily(IlgpuFamily.OpenCl, IlgpuFamily.Simulator),
            new SimdFamily(),
        ],
        UserCache.OfUser);

    /// <summary>
    /// Opens the device that a user asked for and says on standard error which it is, and what "auto" passed over.
    /// </summary>
    /// <exception cref="DeviceException">There is no such device, or it can't be opened.</exception>
    public static TunedDevice Open(string request, Precision precision) => SelectAll().Open(request, precision, Screen.Note);

    /// <summary>The device that is always there.</summary>
    public static IDevice OpenEmbedded()
    {
        var family = new SimdFamily();
        return family.Open(family.FindDevices().Single());
    }

    /// <summary>As <see cref="Open"/>, for work that goes on, where one can, after the device fails.</summary>
    public static IDevice OpenRecovering(string request, Precision precision) =>
        SelectAll().OpenRecovering(request, precision, Screen.Note);
}
