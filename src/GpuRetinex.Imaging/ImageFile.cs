using GpuRetinex.Tensors;
using NetVips;

namespace GpuRetinex.Imaging;

/// <summary>Picture files to tensors and back.</summary>
public static class ImageFile
{
    /// <summary>
    /// Loads libvips, and has the runtime compile what calls it, which the first picture would wait for. Other threads may read
    /// and write pictures meanwhile.
    /// </summary>
    public static void Prepare()
    {
        LibVips.Require();
        using Image pixel = Image.Black(1, 1);
        using Source source = Source.NewFromMemory(pixel.PngsaveBuffer());
        using Image file = Image.NewFromSource(source, "", Enums.Access.Sequential, Enums.FailOn.Error);
        file.WriteToMemory<byte>();
    }

    /// <summary>
    /// Reads a JPEG, PNG, WebP, TIFF, AVIF or GIF file of 8 or 16 bits as sRGB. Grey is repeated to three channels; CMYK and
    /// pictures with a colour profile are converted to sRGB, relative colorimetric with black point compensation (a profile that
    /// is sRGB itself changes nothing); the EXIF orientation is applied; of several frames or pages the first is taken and noted.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What the file may ask for, or null for <see cref="PictureLimits.Default"/>.</param>
    /// <param name="cancellation">Stops reading between strips of rows.</param>
    /// <exception cref="InvalidFileException">
    /// The file is missing, a folder, empty, of no known format, damaged, cut short, too large, or of an unsupported kind.
    /// </exception>
    public static Picture Read(string path, PictureLimits? limits = null, CancellationToken cancellation = default) =>
        PictureDecoder.Decode(path, limits ?? PictureLimits.Default, cancellation);

    /// <summary>How many pixels a file says it has, before any are decoded.</summary>
    /// <exception cref="InvalidFileException">The file is missing, a folder, empty, of no known format, or its header is
    /// damaged.</exception>
    public static long CountPixels(string path) => PictureDecoder.CountPixels(path);

    /// <summary>
    /// Writes colours as integers: v·255 (or v·65535), clipped, then by default truncated as ISSR's own code does (utils.py), and
    /// tags them sRGB. A grey input gives a colour output, for the network's result is colour. The file appears whole under its
    /// name or not at all: it is written under a temporary name in the same folder and renamed.
    /// </summary>
    /// <param name="path">The file to write; a symbolic link is replaced, not followed.</param>
    /// <param name="colour">[1,3,H,W], sRGB, nominally 0 to 1.</param>
    /// <param name="options">Format, bit depth, transparency, metadata; null for an 8-bit picture without either.</param>
    /// <param name="cancellation">Stops writing; the temporary file is removed.</param>
    /// <exception cref="InvalidFileException">
    /// The name has no usable suffix; the file is the input, or exists and may not be replaced; its folder is missing or takes
    /// no files; the format cannot hold the picture's transparency or size; the disk is full.
    /// </exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite; nothing is written.</exception>
    /// <exception cref="ArgumentException">Tensor or transparency has another shape, or an option is out of range.</exception>
    public static void Write(string path, Tensor colour, WriteOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new WriteOptions();
        PictureEncoder.RequireValid(colour, options);
        PictureFormat format = options.Format ?? PictureFormats.OfSuffix(path);
        var output = new OutputFile(path, options.InputPath, options.Overwrite);
        AlphaPlane? alpha = PictureEncoder.KeptAlpha(path, format, options);
        byte[] samples = PixelRows.Quantise(colour, alpha, PictureEncoder.Depth(format, options), options.Rounding);
        output.Write(
            temporary => PictureEncoder.Encode(path, temporary, samples, colour.Shape, format, options, cancellation),
            cancellation);
    }
}
