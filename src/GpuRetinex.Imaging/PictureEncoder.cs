using GpuRetinex.Tensors;
using NetVips;

namespace GpuRetinex.Imaging;

/// <summary>Encodes integer pixels into a file, with the sRGB profile and the metadata asked for.</summary>
internal static class PictureEncoder
{
    private static readonly Lazy<byte[]> SrgbProfile = new(() => Image.ProfileLoad("srgb"));

    /// <exception cref="ArgumentException">Shapes do not fit together, or an option is out of range.</exception>
    public static void RequireValid(Tensor colour, WriteOptions options)
    {
        Shape shape = colour.Shape;
        if (shape.Rank != 4 || shape.N != 1 || shape.C != 3 || shape.Count == 0)
            throw new ArgumentException($"a picture is [1x3xHxW], not {shape}", nameof(colour));
        if (options.Alpha is { } alpha && (alpha.Width != shape.W || alpha.Height != shape.H))
            throw new ArgumentException($"transparency of {alpha.Width} x {alpha.Height} does not fit {shape}", nameof(options));
        if (options.BitDepth is not (8 or 16))
            throw new ArgumentException($"a bit depth is 8 or 16, not {options.BitDepth}", nameof(options));
        if (options.Quality is < 1 or > 100)
            throw new ArgumentException($"a quality is 1 to 100, not {options.Quality}", nameof(options));
    }

    /// <summary>Bits per channel handed to the format's encoder.</summary>
    public static int Depth(PictureFormat format, WriteOptions options) => format.HasDeepColour() ? options.BitDepth : 8;

    /// <summary>The transparency to store; a format without may drop it where every pixel is opaque.</summary>
    /// <exception cref="InvalidFileException">The format cannot hold the transparency.</exception>
    public static AlphaPlane? KeptAlpha(string path, PictureFormat format, WriteOptions options)
    {
        if (options.Alpha is not { } alpha || format.HasAlpha()) return options.Alpha;
        if (alpha.IsOpaque) return null;
        throw new InvalidFileException(
            path,
            $"{format.ToString().ToUpperInvariant()} cannot hold the input's transparency",
            "Write PNG, WebP, TIFF or AVIF.");
    }

    /// <summary>Encodes <paramref name="samples"/> into <paramref name="temporary"/>.</summary>
    /// <param name="path">The file's name in messages.</param>
    /// <param name="temporary">The file to write.</param>
    /// <param name="samples">Interleaved rows as <see cref="PixelRows.Quantise"/> gives them.</param>
    /// <param name="shape">[1,3,H,W].</param>
    public static void Encode(
        string path,
        string temporary,
        byte[] samples,
        Shape shape,
        PictureFormat format,
        WriteOptions options,
        CancellationToken cancellation)
    {
        LibVips.Require();
        int depth = Depth(format, options);
        int channels = (int)(samples.LongLength / (shape.Count / 3) / (depth / 8));
        try
        {
            using Image pixels = Image.NewFromMemory<byte>(
                samples, shape.W, shape.H, channels, depth == 8 ? Enums.BandFormat.Uchar : Enums.BandFormat.Ushort);
            using Image image = Tag(pixels, depth, options);
            if (cancellation.CanBeCanceled) image.SetProgress(null, cancellation);
            using Target target = Target.NewToFile(temporary);
            Save(image, target, format, depth, options);
        }
        catch (VipsException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new InvalidFileException(
                path,
                $"cannot be written ({LibVips.Cause(exception)})",
                "Check the free space, or choose another format.",
                exception);
        }
    }

    private static Image Tag(Image pixels, int depth, WriteOptions options)
    {
        PictureMetadata metadata = options.Strip ? PictureMetadata.None : options.Metadata;
        using Image named = pixels.Copy(
            interpretation: depth == 8 ? Enums.Interpretation.Srgb : Enums.Interpretation.Rgb16,
            xres: metadata.Resolution.X,
            yres: metadata.Resolution.Y);
        return named.Mutate(image =>
        {
            metadata.CopyTo(image);
            image.Set(GValue.BlobType, "icc-profile-data", SrgbProfile.Value);
        });
    }

    private static void Save(Image image, Target target, PictureFormat format, int depth, WriteOptions options)
    {
        Enums.ForeignKeep keep = options.Strip
            ? Enums.ForeignKeep.Icc
            : Enums.ForeignKeep.Icc | Enums.ForeignKeep.Exif | Enums.ForeignKeep.Xmp | Enums.ForeignKeep.Iptc;
        switch (format)
        {
            case PictureFormat.Jpeg:
                image.JpegsaveTarget(target, q: options.Quality ?? 95, optimizeCoding: true, keep: keep);
                break;
            case PictureFormat.Png:
                image.PngsaveTarget(target, compression: 6, filter: Enums.ForeignPngFilter.Paeth, keep: keep);
                break;
            case PictureFormat.Webp:
                image.WebpsaveTarget(target, q: options.Quality ?? 95, alphaQ: 100, exact: true, keep: keep);
                break;
            case PictureFormat.Tiff:
                image.TiffsaveTarget(
                    target,
                    compression: Enums.ForeignTiffCompression.Deflate,
                    predictor: Enums.ForeignTiffPredictor.Horizontal,
                    keep: keep);
                break;
            default:
                image.HeifsaveTarget(
                    target,
                    q: options.Quality ?? 85,
                    bitdepth: depth == 8 ? 8 : 12,
                    compression: Enums.ForeignHeifCompression.Av1,
                    subsampleMode: Enums.ForeignSubsample.Off,
                    keep: keep);
                break;
        }
    }
}
