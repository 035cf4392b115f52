namespace GpuRetinex.Devices.Tuning;

/// <summary>What the tuner found of a plan.</summary>
/// <param name="Layers">An entry for every shape of convolution.</param>
/// <param name="PlanMilliseconds">All steps of the plan by the device's rule.</param>
public sealed record TuningReport(IReadOnlyList<MeasuredLayer> Layers, double PlanMilliseconds)
{
    /// <summary>Convolutions of the plan.</summary>
    public int Convolutions => Layers.Sum(layer => layer.Steps);

    /// <summary>Convolutions that another algorithm than the rule's computes.</summary>
    public int Changed => Layers.Where(layer => layer.Layer.IsChanged).Sum(layer => layer.Steps);

    /// <summary>Milliseconds that the changes save.</summary>
    public double SavedMilliseconds => Layers.Sum(layer => layer.SavedMilliseconds);
}
