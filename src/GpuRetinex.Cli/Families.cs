using GpuRetinex.Devices;
using GpuRetinex.Kernels.Ilgpu;
using GpuRetinex.Kernels.Simd;
using GpuRetinex.Kernels.Vulkan;

namespace GpuRetinex.Cli;

/// <summary>The kernel families, the preferred first: the one place that names them.</summary>
internal static class Families
{
    /// <summary>Each with the kinds of device that only it has, so that naming one of them does not start the other runtimes.</summary>
    private static readonly (string[] Kinds, Func<bool, IDeviceFamily> Create)[] All =
    [
        (["cuda", "opencl", "ilgpu-cpu"], _ => new IlgpuFamily()),
        (["vulkan"], exact => new VulkanFamily(VulkanOptions.FromEnvironment() with { Exact = exact, CacheFolder = CacheFolder, Note = Screen.Note })),
        (["simd"], exact => new SimdFamily(exact: exact)),
    ];

    /// <summary>Where compiled kernels are kept between runs.</summary>
    private static string CacheFolder => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
        "gpuretinex");

    /// <summary>A selector over every family.</summary>
    /// <param name="exact">Whether algorithms that trade accuracy for speed are left out.</param>
    public static DeviceSelector SelectAll(bool exact = false) => new([.. All.Select(family => family.Create(exact))]);

    /// <summary>Opens the device that a user asked for and says on standard error which it is, and what "auto" passed over.</summary>
    /// <exception cref="DeviceException">There is no such device, or it can't be opened.</exception>
    public static IDevice Open(string request, bool exact)
    {
        IDevice device = Selector(request, exact).Open(request, Screen.Note);
        DeviceDescription description = device.Description;
        string why = request == DeviceSelector.Auto ? ", chosen as the best that works" : "";
        Screen.Note($"device {description.Id}: {description.Name}{why}");
        return device;
    }

    /// <summary>The family that has the device, or all: for "auto", and to list the devices where a name is unknown.</summary>
    private static DeviceSelector Selector(string request, bool exact)
    {
        string kind = request.Split(':')[0];
        (string[] Kinds, Func<bool, IDeviceFamily> Create) owner = All.FirstOrDefault(family => family.Kinds.Contains(kind));
        if (owner.Create is null) return SelectAll(exact);
        var selector = new DeviceSelector([owner.Create(exact)]);
        return selector.Devices.Any(device => device.Id == request || device.Id == request + ":0") ? selector : SelectAll(exact);
    }
}
