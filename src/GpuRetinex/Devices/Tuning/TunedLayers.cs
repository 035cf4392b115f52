using GpuRetinex.Planning;

namespace GpuRetinex.Devices.Tuning;

/// <summary>
/// The fastest algorithms as measured. A convolution of a size that was not measured goes by the nearest size of the same layer,
/// if that has up to four times as many pixels or as few. Where the measurement confirmed the device's rule, the rule goes on to
/// decide, also for other sizes.
/// </summary>
/// <param name="layers">What was measured; of entries of one shape the last counts.</param>
public sealed class TunedLayers(params IEnumerable<TunedLayer> layers) : IAlgorithmChoice
{
    private const double FarthestRatio = 4;

    private readonly Dictionary<ConvolutionShape, TunedLayer[]> _sizes = layers
        .GroupBy(layer => layer.Shape, (_, same) => same.Last())
        .GroupBy(layer => layer.Shape.Layer)
        .ToDictionary(sizes => sizes.Key, sizes => sizes.ToArray());

    /// <summary>Nothing measured.</summary>
    public static TunedLayers None { get; } = new();

    /// <summary>All entries, ordered by layer and size.</summary>
    public IReadOnlyList<TunedLayer> All =>
    [
        .. _sizes.Values.SelectMany(sizes => sizes)
            .OrderBy(layer => layer.Shape.KernelHeight).ThenBy(layer => layer.Shape.Inputs).ThenBy(layer => layer.Shape.Outputs)
            .ThenBy(layer => layer.Shape.Pixels).ThenBy(layer => layer.Shape.ToString(), StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public string? For(Step step) => ConvolutionShape.Of(step) is { } shape ? For(shape) : null;

    /// <summary>The algorithm for a shape; null to leave it to the rule.</summary>
    public string? For(ConvolutionShape shape)
    {
        if (!_sizes.TryGetValue(shape.Layer, out TunedLayer[]? sizes)) return null;
        TunedLayer nearest = sizes.MinBy(layer => (layer.Shape.RatioTo(shape), layer.Shape != shape))!;
        return nearest.IsChanged && nearest.Shape.RatioTo(shape) <= FarthestRatio ? nearest.Algorithm : null;
    }

    /// <summary>These and others, which replace those of the same shape.</summary>
    public TunedLayers With(IEnumerable<TunedLayer> others) => new(_sizes.Values.SelectMany(sizes => sizes).Concat(others));
}
