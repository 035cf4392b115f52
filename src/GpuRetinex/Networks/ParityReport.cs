using GpuRetinex.Metrics;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks;

/// <summary>How far a network on a device is from a golden file.</summary>
/// <param name="Tensors">One entry for each tensor of the golden file.</param>
public sealed record ParityReport(string Network, string Device, string Golden, double Tolerance, IReadOnlyList<ParityReport.Entry> Tensors)
{
    public bool Passed => Tensors.All(entry => entry.Distance.Passed);

    /// <summary>The entry with the largest relative error; NaN counts as the largest.</summary>
    public Entry Worst => Tensors.MaxBy(entry => double.IsNaN(entry.Distance.RelativeL2) ? double.PositiveInfinity : entry.Distance.RelativeL2)!;

    /// <summary>One tensor's comparison.</summary>
    public sealed record Entry(string Name, Shape Shape, TensorDistance Distance);
}
