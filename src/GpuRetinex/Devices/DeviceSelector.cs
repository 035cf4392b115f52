namespace GpuRetinex.Devices;

/// <summary>Finds the device that the user asks for, or the best one.</summary>
/// <param name="families">The kernel families, the preferred first.</param>
public sealed class DeviceSelector(IReadOnlyList<IDeviceFamily> families)
{
    /// <summary>The request for the best device.</summary>
    public const string Auto = "auto";

    private IReadOnlyList<(IDeviceFamily Family, DeviceDescription Device)>? _found;

    private IReadOnlyList<(IDeviceFamily Family, DeviceDescription Device)> Found =>
        _found ??= [.. families.SelectMany(family => family.FindDevices(), (family, device) => (family, device))];

    /// <summary>Every device of every family.</summary>
    public IReadOnlyList<DeviceDescription> Devices => [.. Found.Select(found => found.Device)];

    /// <summary>
    /// Opens a device. "auto" takes the first graphics processor that opens and passes <see cref="DeviceCheck"/>, else the
    /// processor; software devices only serve when named. A name may leave out the number of the only or first of its kind.
    /// </summary>
    /// <param name="request">"auto", or an id such as "simd", "opencl" or "opencl:1".</param>
    /// <param name="explain">Told in a sentence why a device was passed over.</param>
    /// <exception cref="DeviceException">There is no such device, or it can't be opened.</exception>
    public IDevice Open(string request, Action<string> explain) =>
        request == Auto ? OpenBest(explain) : OpenNamed(request);

    private IDevice OpenNamed(string request)
    {
        var (family, device) = Found.FirstOrDefault(found => found.Device.Id == request || found.Device.Id == request + ":0");
        if (device is null)
        {
            string ids = string.Join(", ", Devices.Select(found => found.Id));
            throw new DeviceException(request, "there is no such device here", $"Devices here: {ids}; or {Auto}.");
        }

        if (device.Refusal is not null) throw new DeviceException(device.Id, device.Refusal, "Use another device, such as simd.");
        return family.Open(device);
    }

    private IDevice OpenBest(Action<string> explain)
    {
        foreach ((IDeviceFamily family, DeviceDescription device) in Found.Where(found => found.Device.Type == DeviceType.Gpu))
        {
            if (TryOpen(family, device, explain) is { } open) return open;
        }

        (IDeviceFamily cpuFamily, DeviceDescription cpu) = Found.First(found => found.Device.Type == DeviceType.Cpu);
        return cpuFamily.Open(cpu);
    }

    private static IDevice? TryOpen(IDeviceFamily family, DeviceDescription description, Action<string> explain)
    {
        if (description.Refusal is not null)
        {
            explain($"{description.Id} ({description.Name}) is passed over: {description.Refusal}");
            return null;
        }

        IDevice? device = null;
        try
        {
            device = family.Open(description);
            DeviceCheck.Require(device);
            return device;
        }
        catch (DeviceException exception)
        {
            device?.Dispose();
            explain($"{description.Id} ({description.Name}) is passed over: {exception.Message}");
            return null;
        }
    }
}
