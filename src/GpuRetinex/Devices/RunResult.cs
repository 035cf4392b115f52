using System.Collections.Immutable;
using GpuRetinex.Tensors;

namespace GpuRetinex.Devices;

/// <summary>What a run gave and what it took.</summary>
/// <param name="Outputs">The graph's outputs by name.</param>
/// <param name="Flops">Floating-point operations, those of tiles' shared surroundings counted as often as they were done.</param>
/// <param name="Elapsed">Time on the device, without compilation and preparation of the weights.</param>
/// <param name="PeakBytes">Device memory held at most: arena, prepared weights, scratch.</param>
/// <param name="Tiles">Number of tiles; 1 for the whole at once.</param>
public sealed record RunResult(
    IReadOnlyDictionary<string, Tensor> Outputs, long Flops, TimeSpan Elapsed, long PeakBytes, int Tiles)
{
    /// <summary>What did not go as planned, in sentences.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>This run's outputs and tiles with what it took together with a run before it.</summary>
    public RunResult After(RunResult before) => this with
    {
        Flops = before.Flops + Flops,
        Elapsed = before.Elapsed + Elapsed,
        PeakBytes = Math.Max(before.PeakBytes, PeakBytes),
        Notes = [.. before.Notes, .. Notes],
    };
}
