using GpuRetinex.Devices.Tuning;
using GpuRetinex.Planning;

namespace GpuRetinex.Devices;

/// <summary>An open device. It and what it compiles are used by one thread at a time.</summary>
public interface IDevice : IDisposable
{
    DeviceDescription Description { get; }

    /// <summary>Whether plans of tiles can be compiled.</summary>
    bool RunsTiles { get; }

    /// <summary>When plans are to compute a picture in bands of rows; null for never. See <see cref="DevicePlans"/>.</summary>
    BandRule? Bands => null;

    /// <summary>Bytes that a plan's arena may take, as far as the driver tells.</summary>
    long MemoryBudget => Description.MemoryBytes;

    /// <summary>
    /// The ways in which it can compute convolutions, as <see cref="StepProfile.Algorithm"/> names them; not every way suits
    /// every convolution.
    /// </summary>
    IReadOnlyList<string> Algorithms { get; }

    /// <summary>Allocates the arena, prepares the weights, compiles the kernels.</summary>
    /// <param name="plan">What to compute.</param>
    /// <param name="choice">The algorithm of each convolution; null to leave them to the device.</param>
    /// <exception cref="DeviceException">Memory does not suffice, a kernel cannot be compiled, or the device is lost.</exception>
    IExecutable Compile(Plan plan, IAlgorithmChoice? choice = null);

    /// <summary>Gives back memory that is kept for the next executable.</summary>
    void Trim()
    {
    }

    /// <summary>
    /// Measures in a second or two what the device can do at most, by two small kernels: multiply-adds in registers, and a copy
    /// of blocks far larger than the caches. The fastest of several attempts counts.
    /// </summary>
    /// <exception cref="DeviceException">The device failed.</exception>
    DevicePeak MeasurePeak();
}
