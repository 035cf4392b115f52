using GpuRetinex.Devices;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Issr;

/// <summary>How a picture is to be enhanced.</summary>
public sealed record EnhanceOptions
{
    /// <summary>How much brighter.</summary>
    public RatioRule Ratio { get; init; } = RatioRule.Auto;

    /// <summary>
    /// Probabilities [1,3,H,W] of sky, ground and foreground to take in place of the network's own; null for those.
    /// </summary>
    public Tensor? Segmentation { get; init; }

    /// <summary>Whether the picture is cut into tiles.</summary>
    public TileRule Tiles { get; init; } = TileRule.Off;

    /// <summary>Whether reflectance, illumination, segmentation and their like are wanted beside the image.</summary>
    public bool KeepStages { get; init; }
}
