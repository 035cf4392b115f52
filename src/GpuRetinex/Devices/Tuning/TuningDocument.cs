namespace GpuRetinex.Devices.Tuning;

/// <summary>The file of measurements as it is written.</summary>
/// <param name="Version">Of this format.</param>
/// <param name="Key">What the measurements hold for: device, driver, precision, kernels.</param>
/// <param name="Layers">What was measured.</param>
internal sealed record TuningDocument(int Version, IReadOnlyList<string> Key, IReadOnlyList<TunedLayer> Layers)
{
    /// <summary>The version that is written, and the only one that is read.</summary>
    public const int CurrentVersion = 1;
}
