using GpuRetinex.Planning;

namespace GpuRetinex.Devices.Tuning;

/// <summary>Says by which algorithm a device computes a step.</summary>
public interface IAlgorithmChoice
{
    /// <summary>
    /// One of the device's <see cref="IDevice.Algorithms"/>, or null to leave it to the device's own rule. So does a name that
    /// the device does not know, and an algorithm that cannot compute the step.
    /// </summary>
    string? For(Step step);
}
