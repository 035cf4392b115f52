using GpuRetinex.Devices.Tuning;
using GpuRetinex.Planning;

namespace GpuRetinex.Devices.TestFaults;

/// <summary>A device that fails on purpose: see <see cref="InjectedFaults"/>.</summary>
internal sealed class FaultyDevice(
    IDevice device, DeviceDescription description, InjectedFaults faults, Precision precision, Func<bool> loseAgain) : IDevice
{
    public DeviceDescription Description { get; } = description;

    public bool RunsTiles => device.RunsTiles;

    public BandRule? Bands => device.Bands;

    public long MemoryBudget => device.MemoryBudget;

    public IReadOnlyList<string> Algorithms => device.Algorithms;

    public IExecutable Compile(Plan plan, IAlgorithmChoice? choice = null)
    {
        long bytes = plan.ArenaElements * sizeof(float);
        if (bytes > (long?)faults.MemoryMebibytes << 20)
            throw new DeviceException(
                Description.Id, $"{bytes >> 20} MiB were refused", "Injected for a test.", fault: DeviceFault.OutOfMemory);
        return new FaultyExecutable(device.Compile(plan, choice), plan, this);
    }

    public void Trim() => device.Trim();

    public DevicePeak MeasurePeak() => device.MeasurePeak();

    public void Dispose() => device.Dispose();

    internal void BeforeRun(Plan plan)
    {
        if (plan.Steps.Length > 1 && loseAgain())
            throw new DeviceException(Description.Id, "the device is lost", "Injected for a test.", fault: DeviceFault.Lost);
    }

    /// <summary>What has become of a result's first value.</summary>
    internal float Spoil(Plan plan, float value)
    {
        if (plan.Steps.Length > 1 && faults.IsNaN && (faults.IsExactNaN || precision != Precision.Exact)) return float.NaN;
        return plan.Steps.Any(step => step.Operator.Name == faults.WrongOperator) ? value + 0.25f : value;
    }
}
