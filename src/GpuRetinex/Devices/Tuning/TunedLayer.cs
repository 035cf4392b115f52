namespace GpuRetinex.Devices.Tuning;

/// <summary>What was measured of convolutions of one shape.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Algorithm">What computes them from now on.</param>
/// <param name="Rule">What the device's own rule takes.</param>
/// <param name="Milliseconds">The time of one such convolution by each algorithm that can compute it, the losers
/// included.</param>
public sealed record TunedLayer(
    ConvolutionShape Shape, string Algorithm, string Rule, IReadOnlyDictionary<string, double> Milliseconds)
{
    /// <summary>Whether another algorithm than the rule's is used.</summary>
    internal bool IsChanged => Algorithm != Rule;
}
