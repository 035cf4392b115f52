namespace GpuRetinex.Devices;

/// <summary>A device that a family sees.</summary>
/// <param name="Id">What the user types after --device, such as "simd" or "opencl:0".</param>
/// <param name="Name">The vendor's name.</param>
/// <param name="Family">Name of the kernel family.</param>
/// <param name="Type">What it is made of.</param>
/// <param name="MemoryBytes">Memory that plans may use.</param>
/// <param name="Driver">Driver and version, or the instruction set of a processor.</param>
/// <param name="Refusal">Why it can't be opened, or null where it can.</param>
/// <param name="Conformance">Version of the conformance tests that the driver passed, or null where that is not known.</param>
public sealed record DeviceDescription(
    string Id, string Name, string Family, DeviceType Type, long MemoryBytes, string Driver, string? Refusal = null,
    string? Conformance = null)
{
    /// <summary>The hardware's name where <see cref="Name"/> tells something else, such as a number of threads.</summary>
    public string? Model { get; init; }

    /// <summary>What the id begins with, such as "opencl".</summary>
    public string Kind => Id.Split(':')[0];
}
