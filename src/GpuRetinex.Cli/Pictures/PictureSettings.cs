using GpuRetinex.Imaging;

namespace GpuRetinex.Cli.Pictures;

/// <summary>What holds for all pictures of a run, whatever is done with them.</summary>
internal sealed record PictureSettings
{
    public string? StagesFolder { get; init; }

    public TileChoice Tile { get; init; }

    /// <summary>Bytes that the process may use, or null for a share of the machine's.</summary>
    public long? MaxMemory { get; init; }

    /// <summary>The format to write, or null for that of the output's suffix.</summary>
    public PictureFormat? Format { get; init; }

    public int? Quality { get; init; }

    public bool Strip { get; init; }

    public bool SkipExisting { get; init; }

    public bool Overwrite { get; init; }
}
