namespace GpuRetinex.Devices;

/// <summary>
/// A device is absent, refused, out of memory, or gave a wrong result. The command line ends with exit code 4.
/// </summary>
/// <param name="device">The device's id, such as "opencl:0".</param>
/// <param name="problem">What happened.</param>
/// <param name="remedy">What the user can do, as a sentence.</param>
public sealed class DeviceException(string device, string problem, string remedy, Exception? inner = null)
    : Exception($"{device}: {problem}. {remedy}", inner)
{
    /// <summary>The device that the message speaks of.</summary>
    public string Device { get; } = device;

    /// <summary>Whether less memory would have sufficed: the same work in smaller tiles may succeed.</summary>
    public bool IsOutOfMemory { get; init; }

    /// <summary>Whether the device was lost on the way, so that another one should do the work.</summary>
    public bool IsLost { get; init; }
}
