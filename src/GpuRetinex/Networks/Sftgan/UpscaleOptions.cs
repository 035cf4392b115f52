using GpuRetinex.Devices;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Sftgan;

/// <summary>How a picture is to be enlarged.</summary>
public sealed record UpscaleOptions
{
    /// <summary>
    /// Probabilities [1,8,4H,4W] to take in place of the segmentation network's; null for those. They may be overwritten.
    /// </summary>
    public Tensor? Segmentation { get; init; }

    /// <summary>Changes the probabilities, or null.</summary>
    public ClassPrior? Prior { get; init; }

    /// <summary>
    /// Whether the generator runs in tiles. The segmentation network always takes the whole picture; under a budget it takes it
    /// at a size that fits.
    /// </summary>
    public TileRule Tiles { get; init; } = TileRule.Off;
}
