using GpuRetinex.Planning;

namespace GpuRetinex.Devices;

/// <summary>What one step of a plan took on a device.</summary>
/// <param name="Step">The step.</param>
/// <param name="Algorithm">How the device computes it, such as "direct" or "winograd 4x4".</param>
/// <param name="Elapsed">Time of the step alone, without copies between host and device.</param>
public sealed record StepProfile(Step Step, string Algorithm, TimeSpan Elapsed);
