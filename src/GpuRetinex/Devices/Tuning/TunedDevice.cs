using GpuRetinex.Planning;

namespace GpuRetinex.Devices.Tuning;

/// <summary>A device that computes each convolution by the algorithm that was measured to be the fastest on it.</summary>
public sealed class TunedDevice : IDevice
{
    private readonly IDevice _device;
    private readonly ForcedAlgorithm? _forced;

    /// <param name="device">The device, open; it is closed with this one.</param>
    /// <param name="file">Where its measurements lie.</param>
    /// <param name="forced">What takes the place of the measurements; null for nothing.</param>
    public TunedDevice(IDevice device, TuningFile file, ForcedAlgorithm? forced)
    {
        (_device, File, _forced) = (device, file, forced);
        Layers = file.Read();
    }

    /// <inheritdoc/>
    public DeviceDescription Description => _device.Description;

    /// <inheritdoc/>
    public bool RunsTiles => _device.RunsTiles;

    /// <inheritdoc/>
    public BandRule? Bands => _device.Bands;

    /// <inheritdoc/>
    public long MemoryBudget => _device.MemoryBudget;

    /// <inheritdoc/>
    public IReadOnlyList<string> Algorithms => _device.Algorithms;

    /// <summary>Where the measurements lie.</summary>
    public TuningFile File { get; }

    /// <summary>What has been measured.</summary>
    public TunedLayers Layers { get; private set; }

    /// <inheritdoc/>
    public IExecutable Compile(Plan plan, IAlgorithmChoice? choice = null) =>
        _device.Compile(plan, choice ?? _forced ?? (IAlgorithmChoice)Layers);

    /// <inheritdoc/>
    public void Trim() => _device.Trim();

    /// <inheritdoc/>
    public DevicePeak MeasurePeak() => _device.MeasurePeak();

    /// <summary>Goes by measurements from now on and keeps them, beside what the file has of other shapes.</summary>
    /// <returns>Whether the file could be written.</returns>
    public bool Keep(IEnumerable<TunedLayer> layers)
    {
        Layers = File.Read().With(layers);
        return File.Write(Layers);
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();
}
