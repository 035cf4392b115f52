namespace GpuRetinex.Devices;

/// <summary>
/// A device is absent, refused, out of memory, lost, or gave a wrong result. The command line ends with exit code 4.
/// </summary>
/// <param name="device">The device's id, such as "opencl:0".</param>
/// <param name="problem">What happened.</param>
/// <param name="remedy">What the user can do, as a sentence.</param>
/// <param name="fault">What kind of failure it is.</param>
public sealed class DeviceException(
    string device, string problem, string remedy, Exception? inner = null, DeviceFault fault = DeviceFault.Unusable)
    : Exception($"{device}: {problem}. {remedy}", inner)
{
    /// <summary>The device that the message speaks of.</summary>
    public string Device { get; } = device;

    /// <summary>What happened, without the device's name and without advice.</summary>
    public string Problem { get; } = problem;

    /// <summary>What kind of failure it is.</summary>
    public DeviceFault Fault { get; } = fault;
}
