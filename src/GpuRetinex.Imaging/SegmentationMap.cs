using System.Collections.Immutable;
using GpuRetinex.Networks;
using GpuRetinex.Tensors;
using NetVips;

namespace GpuRetinex.Imaging;

/// <summary>
/// Segmentations in files: one index for each pixel, 255 for void, or a picture whose channels are probabilities.
/// </summary>
public static class SegmentationMap
{
    private const int Void = 255;

    /// <summary>Classes that the channels of a picture can be the probabilities of.</summary>
    private const int ColourChannels = 3;

    /// <summary>
    /// Writes the most probable class of each pixel as a PNG of indices, which <see cref="Read"/> takes: the class's place in the
    /// list, 255 where all are equal. Its palette shows the classes' colours, and void grey. The file appears whole or not at
    /// all.
    /// </summary>
    /// <param name="path">The file to write.</param>
    /// <param name="probabilities">[1,C,H,W].</param>
    /// <param name="classes">The C classes.</param>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    /// <param name="cancellation">Stops writing; the temporary file is removed.</param>
    /// <exception cref="InvalidFileException">The file cannot be written.</exception>
    public static void Write(
        string path, Tensor probabilities, ImmutableArray<SegmentationClass> classes, bool overwrite = false,
        CancellationToken cancellation = default)
    {
        var palette = new byte[3 * 256];
        palette.AsSpan().Fill(128);
        for (int i = 0; i < classes.Length; i++) classes[i].Colour.CopyTo(palette, 3 * i);
        byte[] file = PngIndices.Encode(MostProbable(probabilities), probabilities.Shape.W, palette);
        new OutputFile(path, inputPath: null, overwrite).Write(temporary => File.WriteAllBytes(temporary, file), cancellation);
    }

    /// <summary>
    /// Reads an index map, a PNG of one channel (grey levels or a palette's indices: a class's place in the list, 255 for void),
    /// or, where there are three classes, a picture of three channels whose values are their probabilities. Void, and a pixel of
    /// three zeros, is as much of each class. Stored values are taken as they are: neither colour profile nor orientation
    /// applies.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="width">Pixels per row of the picture that it belongs to.</param>
    /// <param name="height">Rows of that picture.</param>
    /// <param name="limits">What the file may ask for, or null for <see cref="PictureLimits.Default"/>.</param>
    /// <returns>[1,C,H,W]; the C classes of each pixel sum to 1.</returns>
    /// <exception cref="InvalidFileException">It cannot be read, or has another size, channels or class.</exception>
    public static Tensor Read(
        string path, ImmutableArray<SegmentationClass> classes, int width, int height, PictureLimits? limits = null)
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

            return oneChannel ? FromIndices(path, map, bits, classes) : FromProbabilities(path, map, classes);
        }
        catch (VipsException exception)
        {
            throw new InvalidFileException(
                path, $"is not a readable picture ({LibVips.Cause(exception)})", Remedy(classes), exception);
        }
    }

    private static string Remedy(ImmutableArray<SegmentationClass> classes)
    {
        string picture = classes.Length == ColourChannels ? " or a probability picture of three channels" : "";
        return $"Give an index map ({Describe(classes)}){picture}.";
    }

    private static string Describe(ImmutableArray<SegmentationClass> classes) =>
        string.Join(", ", classes.Select((one, index) => $"{index} {one.Name}")) + $", {Void} void";

    private static byte[] MostProbable(Tensor probabilities)
    {
        int plane = probabilities.Shape.H * probabilities.Shape.W;
        var indices = new byte[plane];
        for (int i = 0; i < plane; i++)
        {
            int best = 0;
            bool allEqual = true;
            for (int c = 1; c < probabilities.Shape.C; c++)
            {
                float value = probabilities.Data[(c * plane) + i], highest = probabilities.Data[(best * plane) + i];
                allEqual &= value == highest;
                if (value > highest) best = c;
            }

            indices[i] = allEqual ? (byte)Void : (byte)best;
        }

        return indices;
    }

    private static Tensor FromIndices(string path, Image map, int bits, ImmutableArray<SegmentationClass> classes)
    {
        var tensor = new Tensor(new Shape(1, classes.Length, map.Height, map.Width));
        int plane = map.Width * map.Height;

        // libvips stretches 1, 2 and 4 bits to the whole range of a byte.
        int stretch = bits < 8 ? byte.MaxValue / ((1 << bits) - 1) : 1;
        ushort[] samples = Samples(map);
        for (int i = 0; i < plane; i++)
        {
            int index = samples[i] / stretch;
            if (index < classes.Length) tensor.Data[(index * plane) + i] = 1;
            else if (index != Void) throw WrongClass(path, index, i, map.Width, classes);
            else for (int c = 0; c < classes.Length; c++) tensor.Data[(c * plane) + i] = 1f / classes.Length;
        }

        return tensor;
    }

    private static Tensor FromProbabilities(string path, Image map, ImmutableArray<SegmentationClass> classes)
    {
        if (classes.Length != ColourChannels || map.Bands != ColourChannels
            || map.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort))
            throw new InvalidFileException(path, $"holds {map.Bands} channels ({map.Format})", Remedy(classes));
        var tensor = new Tensor(new Shape(1, ColourChannels, map.Height, map.Width));
        int plane = map.Width * map.Height;
        ushort[] samples = Samples(map);
        for (int i = 0; i < plane; i++)
        {
            ReadOnlySpan<ushort> weights = samples.AsSpan(i * ColourChannels, ColourChannels);
            float sum = weights[0] + weights[1] + weights[2];
            for (int c = 0; c < ColourChannels; c++)
                tensor.Data[(c * plane) + i] = sum == 0 ? 1f / ColourChannels : weights[c] / sum;
        }

        return tensor;
    }

    private static ushort[] Samples(Image map)
    {
        using Image deep = map.Cast(Enums.BandFormat.Ushort);
        return deep.WriteToMemory<ushort>();
    }

    private static InvalidFileException WrongClass(
        string path, int index, int position, int width, ImmutableArray<SegmentationClass> classes) => new(
        path,
        $"has class {index} at column {position % width}, row {position / width}",
        $"Classes are {Describe(classes)}.");
}
