namespace GpuRetinex.Devices.Tuning;

/// <summary>What the tuner found of the convolutions of one shape.</summary>
/// <param name="Layer">The finding.</param>
/// <param name="Steps">How many such convolutions the plan has.</param>
public sealed record MeasuredLayer(TunedLayer Layer, int Steps)
{
    /// <summary>Whether several algorithms can compute them.</summary>
    public bool HasChoice => Layer.Milliseconds.Count > 1;

    /// <summary>Milliseconds of all of them by the device's rule.</summary>
    public double RuleMilliseconds => Steps * Layer.Milliseconds[Layer.Rule];

    /// <summary>Milliseconds that the chosen algorithm saves.</summary>
    public double SavedMilliseconds => RuleMilliseconds - Steps * Layer.Milliseconds[Layer.Algorithm];
}
