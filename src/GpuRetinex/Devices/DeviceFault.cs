namespace GpuRetinex.Devices;

/// <summary>What kind of failure a <see cref="DeviceException"/> tells of, which decides what is tried next.</summary>
public enum DeviceFault
{
    /// <summary>The device is absent, refused, or lacks something: another device may do.</summary>
    Unusable,

    /// <summary>Its memory does not suffice: smaller tiles may.</summary>
    OutOfMemory,

    /// <summary>The driver gave the device up (a reset, a timeout): it must be opened anew.</summary>
    Lost,

    /// <summary>It computed something wrong: what it gave must not be used.</summary>
    WrongResult,
}
