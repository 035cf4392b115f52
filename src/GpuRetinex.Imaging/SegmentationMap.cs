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
