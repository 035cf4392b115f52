namespace GpuRetinex.Devices.TestFaults;

/// <summary>A family some of whose devices fail on purpose: see <see cref="InjectedFaults"/>.</summary>
internal sealed class FaultyFamily(IDeviceFamily family, IReadOnlyList<InjectedFaults> faults) : IDeviceFamily
{
    private readonly Dictionary<string, int> _losses = [];

    public IReadOnlyList<string> Kinds => family.Kinds;

    /// <summary>Another hash than the family's own, lest the verdict on a faulty device be kept for the real one.</summary>
    public string KernelHash => $"{family.KernelHash} with {string.Join("; ", faults)}";

    public IReadOnlyList<DeviceDescription> FindDevices() =>
        [.. family.FindDevices().Select(device => FaultsOf(device) is { } found ? Describe(device, found) : device)];

    public IDevice Open(DeviceDescription device, Precision precision = Precision.Default)
    {
        IDevice open = family.Open(device, precision);
        return FaultsOf(device) is { } found ? new FaultyDevice(open, device, found, precision, LoseAgain) : open;

        bool LoseAgain()
        {
            int losses = _losses.GetValueOrDefault(device.Id);
            _losses[device.Id] = losses + 1;
            return losses < found!.Losses;
        }
    }

    private static DeviceDescription Describe(DeviceDescription device, InjectedFaults found) => device with
    {
        Name = $"{device.Name}, made faulty by {InjectedFaults.Variable}",
        Type = found.IsGpu ? DeviceType.Gpu : device.Type,
    };

    private InjectedFaults? FaultsOf(DeviceDescription device) => faults.FirstOrDefault(fault => fault.Device == device.Id);
}
