using GpuRetinex.Tensors;
using NetVips;

namespace GpuRetinex.Imaging;

/// <summary>A segmentation given by the user in place of the network's: probabilities of sky, ground and foreground.</summary>
public static class SegmentationMap
{
    private const int Classes = 3;
    private const int Void = 255;
    private const string Remedy =
        "Give an index map (0 sky, 1 ground, 2 foreground, 255 void) or a probability picture of three channels.";

    /// <summary>
    /// Writes the most probable class of each pixel as a PNG of indices, which <see cref="Read"/> takes: 0 sky, 1 ground,
    /// 2 foreground, 255 where all three are equal. Its palette shows them blue, green, red and grey. The file appears whole or
    /// not at all.
    /// </summary>
    /// <param name="path">The file to write.</param>
    /// <param name="probabilities">[1,3,H,W].</param>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    /// <param name="cancellation">Stops writing; the temporary file is removed.</param>
    /// <exception cref="InvalidFileException">The file cannot be written.</exception>
    public static void Write(string path, Tensor probabilities, bool overwrite = false, CancellationToken cancellation = default)
    {
        var palette = new byte[3 * 256];
        palette.AsSpan().Fill(128);
        Colours.CopyTo(palette);
        byte[] file = PngIndices.Encode(MostProbable(probabilities), probabilities.Shape.W, palette);
        new OutputFile(path, inputPath: null, overwrite).Write(temporary => File.WriteAllBytes(temporary, file), cancellation);
    }

    /// <summary>
    /// Reads an index map, a PNG of one channel (grey levels or a palette's indices: 0 sky, 1 ground, 2 foreground, 255 void), or
    /// a picture of three channels whose values are the probabilities of the three. Void, and a pixel of three zeros, is a third
    /// each. Stored values are taken as they are: neither colour profile nor orientation applies.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Pixels per row of the picture that it belongs to.</param>
    /// <param name="height">Rows of that picture.</param>
    /// <param name="limits">What the file may ask for, or null for <see cref="PictureLimits.Default"/>.</param>
    /// <returns>[1,3,H,W]; the three classes of each pixel sum to 1.</returns>
    /// <exception cref="InvalidFileException">It cannot be read, or has another size, channels or class.</exception>
    public static Tensor Read(string path, int width, int height, PictureLimits? limits = null)
    {
        LibVips.Require();
        PictureDecoder.RequireReadable(path);
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            bool oneChannel = PngIndices.HasOneChannel(bytes, out int bits);
            if (oneChannel) bytes = PngIndices.AsGrey(bytes);
            using Source source = Source.NewFromMemory(bytes);
            PictureDecoder.RequireKnownFormat(path, source);
            using Image map = Image.NewFromSource(source, "", Enums.Access.Sequential, Enums.FailOn.Error);
            PictureDecoder.RequireWithinLimit(path, map, limits ?? PictureLimits.Default);
            if (map.Width != width || map.Height != height)
            {
                throw new InvalidFileException(
                    path,
                    $"is {map.Width} x {map.Height} pixels, but the picture is {width} x {height}",
                    "Make both the same size.");
            }

            return oneChannel ? FromIndices(path, map, bits) : FromProbabilities(path, map);
        }
        catch (VipsException exception)
        {
            throw new InvalidFileException(path, $"is not a readable picture ({LibVips.Cause(exception)})", Remedy, exception);
        }
    }

    /// <summary>RGB of the three classes.</summary>
    private static ReadOnlySpan<byte> Colours => [64, 140, 242, 89, 191, 77, 242, 77, 64];

    private static byte[] MostProbable(Tensor probabilities)
    {
        int plane = probabilities.Shape.H * probabilities.Shape.W;
        var indices = new byte[plane];
        for (int i = 0; i < plane; i++)
        {
            float sky = probabilities.Data[i], ground = probabilities.Data[plane + i], foreground = probabilities.Data[(2 * plane) + i];
            if (sky == ground && ground == foreground) indices[i] = Void;
            else if (sky >= ground && sky >= foreground) indices[i] = 0;
            else indices[i] = (byte)(ground >= foreground ? 1 : 2);
        }

        return indices;
    }

    private static Tensor FromIndices(string path, Image map, int bits)
    {
        var tensor = new Tensor(new Shape(1, Classes, map.Height, map.Width));
        int plane = map.Width * map.Height;

        // libvips stretches 1, 2 and 4 bits to the whole range of a byte.
        int stretch = bits < 8 ? byte.MaxValue / ((1 << bits) - 1) : 1;
        ushort[] samples = Samples(map);
        for (int i = 0; i < plane; i++)
        {
            int index = samples[i] / stretch;
            if (index == Void) Store(tensor, i, 1, 1, 1);
            else if (index < Classes) tensor.Data[(index * plane) + i] = 1;
            else throw WrongClass(path, index, i, map.Width);
        }

        return tensor;
    }

    private static Tensor FromProbabilities(string path, Image map)
    {
        if (map.Bands != Classes || map.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort))
            throw new InvalidFileException(path, $"holds {map.Bands} channels ({map.Format})", Remedy);
        var tensor = new Tensor(new Shape(1, Classes, map.Height, map.Width));
        ushort[] samples = Samples(map);
        for (int i = 0; i < samples.Length / Classes; i++)
            Store(tensor, i, samples[i * Classes], samples[(i * Classes) + 1], samples[(i * Classes) + 2]);
        return tensor;
    }

    private static ushort[] Samples(Image map)
    {
        using Image deep = map.Cast(Enums.BandFormat.Ushort);
        return deep.WriteToMemory<ushort>();
    }

    /// <summary>Stores three weights of a pixel, divided by their sum; weights of 0 count as equal.</summary>
    private static void Store(Tensor tensor, int index, int sky, int ground, int foreground)
    {
        int plane = tensor.Data.Length / Classes;
        float sum = sky + ground + foreground;
        if (sum == 0) (sky, ground, foreground, sum) = (1, 1, 1, Classes);
        tensor.Data[index] = sky / sum;
        tensor.Data[plane + index] = ground / sum;
        tensor.Data[(2 * plane) + index] = foreground / sum;
    }

    private static InvalidFileException WrongClass(string path, int index, int position, int width) => new(
        path,
        $"has class {index} at column {position % width}, row {position / width}",
        "Classes are 0 sky, 1 ground, 2 foreground, 255 void.");
}
