namespace GpuRetinex.Imaging;

/// <summary>Names and abilities of the formats that can be written.</summary>
public static class PictureFormats
{
    private static readonly (string Name, PictureFormat Format)[] Table =
    [
        ("jpeg", PictureFormat.Jpeg), ("jpg", PictureFormat.Jpeg), ("png", PictureFormat.Png), ("webp", PictureFormat.Webp),
        ("tiff", PictureFormat.Tiff), ("tif", PictureFormat.Tiff), ("avif", PictureFormat.Avif),
    ];

    /// <summary>The names a user may give, in any case: jpeg, jpg, png, webp, tiff, tif, avif.</summary>
    public static IEnumerable<string> Names => Table.Select(entry => entry.Name);

    /// <summary>The format of a name such as "png", in any case.</summary>
    /// <returns>Whether there is such a format.</returns>
    public static bool TryParse(string name, out PictureFormat format)
    {
        foreach ((string known, PictureFormat value) in Table)
        {
            if (!known.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            format = value;
            return true;
        }

        format = default;
        return false;
    }

    /// <summary>The format that a file's suffix names.</summary>
    /// <exception cref="InvalidFileException">The suffix is missing or names no format that can be written.</exception>
    public static PictureFormat OfSuffix(string path)
    {
        string suffix = Path.GetExtension(path);
        if (suffix.Length > 1 && TryParse(suffix[1..], out PictureFormat format)) return format;
        string problem = suffix.Length > 1 ? $"the suffix {suffix} is of no writable format" : "the name has no suffix";
        throw new InvalidFileException(path, problem, "Use .jpg, .png, .webp, .tif or .avif, or name the format.");
    }

    /// <summary>The usual suffix of a format, with its dot.</summary>
    public static string Suffix(this PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => ".jpg",
        PictureFormat.Png => ".png",
        PictureFormat.Webp => ".webp",
        PictureFormat.Tiff => ".tif",
        _ => ".avif",
    };

    /// <summary>Whether the format keeps transparency.</summary>
    public static bool HasAlpha(this PictureFormat format) => format != PictureFormat.Jpeg;

    /// <summary>Whether the format keeps EXIF; libvips writes none into TIFF.</summary>
    public static bool HasExif(this PictureFormat format) => format != PictureFormat.Tiff;

    /// <summary>Whether a picture of 16 bits is handed to the format's encoder as 16 bits (AVIF stores the upper 12).</summary>
    public static bool HasDeepColour(this PictureFormat format) =>
        format is PictureFormat.Png or PictureFormat.Tiff or PictureFormat.Avif;
}
