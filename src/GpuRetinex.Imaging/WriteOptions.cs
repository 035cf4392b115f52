namespace GpuRetinex.Imaging;

/// <summary>How a result is written.</summary>
public sealed record WriteOptions
{
    /// <summary>The format, or null for the one that the file's suffix names.</summary>
    public PictureFormat? Format { get; init; }

    /// <summary>1 to 100 for JPEG, WebP and AVIF, or null for 95, 95 and 85. PNG and TIFF are lossless.</summary>
    public int? Quality { get; init; }

    /// <summary>8 or 16 bits per channel; formats that cannot hold 16 are written with 8.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>How values become integers.</summary>
    public Rounding Rounding { get; init; }

    /// <summary>Transparency to store beside the colours, unchanged, or null.</summary>
    public AlphaPlane? Alpha { get; init; }

    /// <summary>EXIF, XMP, IPTC and resolution to store.</summary>
    public PictureMetadata Metadata { get; init; } = PictureMetadata.None;

    /// <summary>Stores no metadata but the sRGB profile.</summary>
    public bool Strip { get; init; }

    /// <summary>Whether an existing file is replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The file that the result was made from, which is never overwritten, or null.</summary>
    public string? InputPath { get; init; }

    /// <summary>Keeps bit depth, transparency and metadata of <paramref name="picture"/> and protects its file.</summary>
    public static WriteOptions KeepingAllOf(Picture picture) => new()
    {
        BitDepth = picture.BitDepth,
        Alpha = picture.Alpha,
        Metadata = picture.Metadata,
        InputPath = picture.Path,
    };
}
