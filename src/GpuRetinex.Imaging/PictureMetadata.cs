using NetVips;

namespace GpuRetinex.Imaging;

/// <summary>
/// What a file says about its picture, in the form that libvips writes again. The colour profile is not part of it: colours are
/// converted to sRGB on reading and tagged sRGB on writing. The EXIF orientation and thumbnail are not part of it either: the
/// pixels are upright already, and the thumbnail would show the picture as it was before.
/// </summary>
public sealed record PictureMetadata
{
    private const string ExifField = "exif-data", XmpField = "xmp-data", IptcField = "iptc-data";
    private const string ResolutionUnitField = "resolution-unit";
    private const string OrientationEntry = "exif-ifd0-Orientation";

    /// <summary>A picture that says nothing about itself.</summary>
    public static PictureMetadata None { get; } = new();

    /// <summary>The EXIF block, or null.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>The XMP packet, or null.</summary>
    public byte[]? Xmp { get; init; }

    /// <summary>The IPTC block, or null.</summary>
    public byte[]? Iptc { get; init; }

    /// <summary>
    /// The EXIF tags as libvips names and prints them, such as "exif-ifd0-Make". libvips drops from <see cref="Exif"/> what is
    /// not listed here.
    /// </summary>
    public IReadOnlyDictionary<string, string> ExifEntries { get; init; } = new Dictionary<string, string>();

    /// <summary>Horizontal and vertical pixels per millimetre.</summary>
    public (double X, double Y) Resolution { get; init; } = (1, 1);

    /// <summary>"in" or "cm", the unit in which the file gave its resolution, or null.</summary>
    public string? ResolutionUnit { get; init; }

    internal static PictureMetadata Of(Image image)
    {
        var entries = new Dictionary<string, string>();
        foreach (string field in image.GetFields())
        {
            if (field.StartsWith("exif-ifd", StringComparison.Ordinal) && field != OrientationEntry)
                entries[field] = (string)image.Get(field);
        }

        return new PictureMetadata
        {
            Exif = Blob(image, ExifField),
            Xmp = Blob(image, XmpField),
            Iptc = Blob(image, IptcField),
            ExifEntries = entries,
            Resolution = (image.Xres, image.Yres),
            ResolutionUnit = image.Contains(ResolutionUnitField) ? (string)image.Get(ResolutionUnitField) : null,
        };
    }

    internal void CopyTo(MutableImage image)
    {
        SetBlob(image, ExifField, Exif);
        SetBlob(image, XmpField, Xmp);
        SetBlob(image, IptcField, Iptc);
        image.Set(GValue.GIntType, "orientation", 1);
        foreach ((string field, string value) in ExifEntries) image.Set(GValue.GStrType, field, value);
        if (ResolutionUnit is not null) image.Set(GValue.GStrType, ResolutionUnitField, ResolutionUnit);
    }

    private static byte[]? Blob(Image image, string field) => image.Contains(field) ? (byte[])image.Get(field) : null;

    private static void SetBlob(MutableImage image, string field, byte[]? value)
    {
        if (value is { Length: > 0 }) image.Set(GValue.BlobType, field, value);
    }
}
