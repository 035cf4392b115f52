using GpuRetinex.Devices.TestFaults;
using GpuRetinex.Devices.Tuning;

namespace GpuRetinex.Devices;

/// <summary>
/// Finds the device that the user asks for, or the best one, and lets no GPU compute that has not passed its check.
/// </summary>
public sealed class DeviceSelector
{
    /// <summary>The request for the best device.</summary>
    public const string Auto = "auto";

    private readonly IReadOnlyList<IDeviceFamily> _families;
    private readonly UserCache _cache;
    private readonly DeviceVerdicts _verdicts;
    private readonly ForcedAlgorithm? _forced = ForcedAlgorithm.FromEnvironment();
    private readonly Dictionary<IDeviceFamily, IReadOnlyList<DeviceDescription>> _found = [];

    /// <param name="families">The kernel families, the preferred first.</param>
    /// <param name="cache">Where lies what is known of the devices: verdicts, measured choices.</param>
    public DeviceSelector(IEnumerable<IDeviceFamily> families, UserCache cache)
    {
        _families = [.. InjectedFaults.Around(families)];
        _cache = cache;
        _verdicts = new DeviceVerdicts(cache);
    }

    private IEnumerable<(IDeviceFamily Family, DeviceDescription Device)> Found =>
        _families.SelectMany(DevicesOf, (family, device) => (family, device));

    /// <summary>Every device of every family, the preferred first.</summary>
    public IReadOnlyList<DeviceDescription> Devices => [.. Found.Select(found => found.Device)];

    /// <summary>
    /// Opens a device. "auto" takes the first graphics processor that opens and passes <see cref="DeviceCheck"/>, else the
    /// processor; software devices only serve when named. A name may leave out the number of the only or first of its kind.
    /// </summary>
    /// <param name="request">"auto", or an id such as "simd", "opencl" or "opencl:1".</param>
    /// <param name="precision">What the device may do to be fast.</param>
    /// <param name="explain">Told in a sentence which device is taken and why others are not.</param>
    /// <exception cref="DeviceException">There is no such device, it can't be opened, or it computes wrongly.</exception>
    public TunedDevice Open(string request, Precision precision, Action<string> explain) =>
        Choose(request, precision, explain).Device;

    /// <summary>
    /// As <see cref="Open"/>; the device goes on after failures where it can, and says so. See <see cref="RecoveringDevice"/>.
    /// </summary>
    public IDevice OpenRecovering(string request, Precision precision, Action<string> explain)
    {
        (IDeviceFamily family, TunedDevice device) = Choose(request, precision, explain);
        return new RecoveringDevice(
            device, again =>
                OpenChecked(family, device.Description, again, explain), again => OpenProcessor(again, explain), precision,
                explain);
    }

    /// <summary>What an earlier check found of a device; null where there was none.</summary>
    public DeviceReport? KnownReport(DeviceDescription device) => _verdicts.Find(OwnerOf(device), device, Precision.Default);

    /// <summary>Checks a device now.</summary>
    /// <exception cref="DeviceException">The device can't be opened, is lost or out of memory.</exception>
    public DeviceReport Check(DeviceDescription device)
    {
        IDeviceFamily family = OwnerOf(device);
        using IDevice open = family.Open(device);
        return _verdicts.Check(family, open, Precision.Default);
    }

    private (IDeviceFamily Family, TunedDevice Device) Choose(string request, Precision precision, Action<string> explain) =>
        request == Auto ? ChooseBest(precision, explain) : ChooseNamed(request, precision, explain);

    private (IDeviceFamily Family, TunedDevice Device) ChooseNamed(string request, Precision precision, Action<string> explain)
    {
        // Other families are not asked, so that naming a device does not start other runtimes.
        (IDeviceFamily family, DeviceDescription description) = _families
            .Where(family => family.Kinds.Contains(request.Split(':')[0]))
            .SelectMany(DevicesOf, (family, device) => (family, device))
            .FirstOrDefault(found => found.device.Id == request || found.device.Id == request + ":0");
        if (description is null)
        {
            string ids = string.Join(", ", Devices.Select(found => found.Id));
            throw new DeviceException(request, "there is no such device here", $"Devices here: {ids}; or {Auto}.");
        }

        if (description.Refusal is not null)
            throw new DeviceException(description.Id, description.Refusal, "Use another device, such as simd.");
        TunedDevice device = OpenChecked(family, description, precision, explain);
        explain($"device {description.Id}: {description.Name}");
        return (family, device);
    }

    private (IDeviceFamily Family, TunedDevice Device) ChooseBest(Precision precision, Action<string> explain)
    {
        (IDeviceFamily Family, DeviceDescription Device)[] all = [.. Found];
        foreach ((IDeviceFamily family, DeviceDescription description) in all)
        {
            if (description.Type == DeviceType.Software)
                explain(
                    $"device {description.Id} ({description.Name}) is passed over: it computes on the processor and "
                    + "serves only when named");
            if (description.Type != DeviceType.Gpu || TryOpen(family, description, precision, explain) is not { } device)
                continue;
            explain($"device {description.Id}: {description.Name}, chosen as the first GPU that passes its check");
            return (family, device);
        }

        bool hasGpu = all.Any(found => found.Device.Type == DeviceType.Gpu);
        TunedDevice processor = OpenProcessor(precision, explain);
        string why = hasGpu ? "no GPU here can be used" : "there is no GPU here that it can reach";
        explain($"device {processor.Description.Id}: {processor.Description.Name}, chosen because {why}");
        return (OwnerOf(processor.Description), processor);
    }

    private TunedDevice? TryOpen(IDeviceFamily family, DeviceDescription description, Precision precision, Action<string> explain)
    {
        string? problem = description.Refusal;
        if (problem is null)
        {
            try
            {
                return OpenChecked(family, description, precision, explain);
            }
            catch (DeviceException exception)
            {
                problem = exception.Problem;
            }
        }

        explain($"device {description.Id} ({description.Name}) is passed over: {problem}");
        return null;
    }

    private TunedDevice OpenChecked(
        IDeviceFamily family, DeviceDescription description, Precision precision, Action<string> explain)
    {
        IDevice device = family.Open(description, precision);
        try
        {
            if (DeviceVerdicts.IsNeeded(description)) RequirePassed(family, device, precision, explain);
            return Tune(family, device, precision, explain);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    private void RequirePassed(IDeviceFamily family, IDevice device, Precision precision, Action<string> explain)
    {
        DeviceDescription description = device.Description;
        DeviceReport? report = _verdicts.Find(family, description, precision);
        if (report is null)
        {
            explain($"device {description.Id}: checking every operator, once for this driver and these kernels");
            report = _verdicts.Check(family, device, precision);
        }

        if (report.Problem is not { } problem) return;
        const string remedy = "Update the graphics driver or use --device simd; 'gpuretinex devices --check' checks again.";
        throw new DeviceException(description.Id, problem, remedy, fault: DeviceFault.WrongResult);
    }

    private TunedDevice OpenProcessor(Precision precision, Action<string> explain)
    {
        (IDeviceFamily family, DeviceDescription processor) = Found.First(found => found.Device.Type == DeviceType.Cpu);
        return Tune(family, family.Open(processor, precision), precision, explain);
    }

    /// <summary>The device as it computes from what was measured on it, or as the environment asks for.</summary>
    private TunedDevice Tune(IDeviceFamily family, IDevice device, Precision precision, Action<string> explain)
    {
        if (_forced is not null && !device.Algorithms.Contains(_forced.Name))
        {
            string names = string.Join(", ", device.Algorithms);
            explain(
                $"device {device.Description.Id} ignores {ForcedAlgorithm.Variable}: it has no algorithm "
                + $"'{_forced.Name}', but {names}");
        }

        return new TunedDevice(device, new TuningFile(_cache, family, device.Description, precision), _forced);
    }

    private IDeviceFamily OwnerOf(DeviceDescription device) => Found.First(found => found.Device.Id == device.Id).Family;

    private IReadOnlyList<DeviceDescription> DevicesOf(IDeviceFamily family)
    {
        if (!_found.TryGetValue(family, out IReadOnlyList<DeviceDescription>? devices))
            _found.Add(family, devices = family.FindDevices());
        return devices;
    }
}
