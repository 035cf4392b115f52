using GpuRetinex.Devices;
using GpuRetinex.Kernels.Ilgpu;
using GpuRetinex.Kernels.Simd;

namespace GpuRetinex.Cli;

/// <summary>The kernel families, the preferred first: the one place that names them.</summary>
internal static class Families
{
    /// <summary>Each with the kinds of device that only it has, so that naming one of them does not start the other runtimes.</summary>
    private static readonly (string[] Kinds, Func<IDeviceFamily> Create)[] All =
    [
        (["cuda", "opencl", "ilgpu-cpu"], () => new IlgpuFamily()),
        (["simd"], () => new SimdFamily()),
    ];

    /// <summary>A selector over every family.</summary>
    public static DeviceSelector SelectAll() => new([.. All.Select(family => family.Create())]);

    /// <summary>Opens the device that a user asked for and says on standard error which it is, and what "auto" passed over.</summary>
    /// <exception cref="DeviceException">There is no such device, or it can't be opened.</exception>
    public static IDevice Open(string request)
    {
        IDevice device = Selector(request).Open(request, Screen.Note);
        DeviceDescription description = device.Description;
        string why = request == DeviceSelector.Auto ? ", chosen as the best that works" : "";
        Screen.Note($"device {description.Id}: {description.Name}{why}");
        return device;
    }

    /// <summary>The family that has the device, or all: for "auto", and to list the devices where a name is unknown.</summary>
    private static DeviceSelector Selector(string request)
    {
        string kind = request.Split(':')[0];
        (string[] Kinds, Func<IDeviceFamily> Create) owner = All.FirstOrDefault(family => family.Kinds.Contains(kind));
        if (owner.Create is null) return SelectAll();
        var selector = new DeviceSelector([owner.Create()]);
        return selector.Devices.Any(device => device.Id == request || device.Id == request + ":0") ? selector : SelectAll();
    }
}
