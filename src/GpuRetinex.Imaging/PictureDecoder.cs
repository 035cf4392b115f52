using GpuRetinex.Tensors;
using NetVips;
using Region = NetVips.Region;

namespace GpuRetinex.Imaging;

/// <summary>
/// Decodes a file strip by strip into planes, so that beside the tensor only some rows are held (interlaced and progressive files
/// are held whole by libvips, as integers).
/// </summary>
internal static class PictureDecoder
{
    private const int StripRows = 64;

    private const string ReadableFormats = "Give a JPEG, PNG, WebP, TIFF, AVIF or GIF file.";

    // libvips' class names of loaders, which also tell it from drawings (SVG, PDF) and scientific formats that it can read.
    private static readonly string[] Loaders = ["Jpeg", "Png", "Webp", "Tiff", "Heif", "Nsgif", "Gif"];

    public static Picture Decode(string path, PictureLimits limits, CancellationToken cancellation) => Open(path, file =>
    {
        RequireWithinLimit(path, file, limits);
        var layout = ChannelLayout.Of(path, file);
        List<string> notes = FrameNotes(file);
        using Image image = ColourConversion.ToSrgb(file, layout, notes);
        (Tensor colour, AlphaPlane? alpha) = ReadPlanes(image, layout, Orientation.Of(file), cancellation);
        return new Picture(path, colour, layout.BitDepth, alpha, layout.Colours == 1, PictureMetadata.Of(file), notes);
    }, cancellation);

    public static long CountPixels(string path) => Open(path, file => (long)file.Width * file.Height, CancellationToken.None);

    /// <summary>Opens a file of which only the header is read yet.</summary>
    private static T Open<T>(string path, Func<Image, T> use, CancellationToken cancellation)
    {
        LibVips.Require();
        RequireReadable(path);
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using Source source = Source.NewFromFile(path);
            RequireKnownFormat(path, source);
            using Image file = Image.NewFromSource(source, "", Enums.Access.Sequential, Enums.FailOn.Error);
            return use(file);
        }
        catch (VipsException exception)
        {
            throw new InvalidFileException(
                path, $"is damaged or cut short ({LibVips.Cause(exception)})", "Copy it again from its source.", exception);
        }
    }

    /// <summary>Refuses what is not a file with bytes in it that may be read.</summary>
    public static void RequireReadable(string path)
    {
        if (Directory.Exists(path)) throw new InvalidFileException(path, "is a folder", "Name a picture file in it.");
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.CanSeek && stream.Length == 0) throw new InvalidFileException(path, "is empty (0 bytes)", ReadableFormats);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidFileException(path, "does not exist", "Check the name and the folder.", exception);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new InvalidFileException(path, "cannot be read", "Check its permissions.", exception);
        }
    }

    /// <summary>Refuses what none of the supported formats begins like.</summary>
    public static void RequireKnownFormat(string path, Source source)
    {
        string? loader = Image.FindLoadSource(source);
        const string prefix = "VipsForeignLoad";
        if (loader is not null && Loaders.Any(name => loader.StartsWith(prefix + name, StringComparison.Ordinal))) return;
        throw new InvalidFileException(path, "is not a picture in a supported format, whatever its name says", ReadableFormats);
    }

    /// <summary>Refuses a picture by its header, before any of its pixels are decoded.</summary>
    public static void RequireWithinLimit(string path, Image file, PictureLimits limits)
    {
        long pixels = (long)file.Width * file.Height;
        long limit = limits.EffectivePixels;
        if (pixels <= limit) return;
        throw new InvalidFileException(
            path,
            $"is {file.Width} x {file.Height} = {pixels / 1e6:0.######} megapixels, above the limit of {limit / 1e6:0.######}",
            "Cut it up or scale it down.");
    }

    private static List<string> FrameNotes(Image file)
    {
        const string field = "n-pages";
        int frames = file.Contains(field) ? Convert.ToInt32(file.Get(field)) : 1;
        return frames > 1 ? [$"holds {frames} frames or pages; only the first is used"] : [];
    }

    private static (Tensor Colour, AlphaPlane? Alpha) ReadPlanes(
        Image image, ChannelLayout layout, Orientation orientation, CancellationToken cancellation)
    {
        var colour = new Tensor(new Shape(1, 3, orientation.Height, orientation.Width));
        AlphaPlane? alpha = layout.HasAlpha
            ? new AlphaPlane(orientation.Width, orientation.Height, layout.BitDepth, new ushort[(long)image.Width * image.Height])
            : null;
        var rows = new PixelRows(colour.Data, alpha?.Samples, layout.BitDepth, image.Width, image.Bands, orientation);
        using var region = Region.New(image);
        for (int y = 0; y < image.Height; y += StripRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int height = Math.Min(StripRows, image.Height - y);
            rows.Store(region.Fetch(0, y, image.Width, height), y);
        }

        return (colour, alpha);
    }
}
