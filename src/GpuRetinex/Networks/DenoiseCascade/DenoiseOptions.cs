using GpuRetinex.Devices;

namespace GpuRetinex.Networks.DenoiseCascade;

/// <summary>How a picture is to be denoised.</summary>
public sealed record DenoiseOptions
{
    /// <summary>Whether the picture is cut into tiles; they do not change the result.</summary>
    public TileRule Tiles { get; init; } = TileRule.Off;

    /// <summary>
    /// Whether to compute overlapping blocks on their own and average them, as the cascade's authors do. Near the blocks' edges
    /// that is another result than the whole picture's.
    /// </summary>
    public bool AuthorsTiling { get; init; }
}
