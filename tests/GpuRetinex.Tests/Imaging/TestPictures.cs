using System.Runtime.InteropServices;
using GpuRetinex.Tensors;
using NetVips;

namespace GpuRetinex.Tests.Imaging;

/// <summary>Small pictures made on the spot, written by libvips itself rather than by the code under test.</summary>
internal static class TestPictures
{
    /// <summary>Interleaved samples that differ from pixel to pixel and use the whole range.</summary>
    public static ushort[] Samples(int width, int height, int channels, int bitDepth)
    {
        int white = (1 << bitDepth) - 1;
        var samples = new ushort[width * height * channels];
        for (int i = 0; i < samples.Length; i++) samples[i] = (ushort)((i * 7919L) % (white + 1));
        samples[0] = 0;
        samples[^1] = (ushort)white;
        return samples;
    }

    /// <summary>Interleaved 8-bit samples that change slowly, as lossy formats want them.</summary>
    public static ushort[] Smooth(int width, int height, int channels) =>
    [
        .. from y in Enumerable.Range(0, height)
        from x in Enumerable.Range(0, width)
        from channel in Enumerable.Range(0, channels)
        select (ushort)(20 + (200 * x / width / (channel + 1)) + (30 * y / height)),
    ];

    public static Image ToImage(ushort[] samples, int width, int height, int channels, int bitDepth)
    {
        Enums.Interpretation interpretation = (channels < 3, bitDepth) switch
        {
            (true, 8) => Enums.Interpretation.Bw,
            (true, _) => Enums.Interpretation.Grey16,
            (false, 8) => Enums.Interpretation.Srgb,
            _ => Enums.Interpretation.Rgb16,
        };
        byte[] bytes = bitDepth == 8
            ? [.. samples.Select(sample => (byte)sample)]
            : MemoryMarshal.AsBytes(samples.AsSpan()).ToArray();
        using Image image = Image.NewFromMemory<byte>(
            bytes, width, height, channels, bitDepth == 8 ? Enums.BandFormat.Uchar : Enums.BandFormat.Ushort);
        return image.Copy(interpretation: interpretation).CopyMemory();
    }

    public static void Write(string path, ushort[] samples, int width, int height, int channels, int bitDepth = 8)
    {
        using Image image = ToImage(samples, width, height, channels, bitDepth);
        image.WriteToFile(path);
    }

    /// <summary>A file of 16 × 12 pixels of one colour or a pattern, where only its existence matters.</summary>
    public static string WriteSmall(string path)
    {
        Write(path, Smooth(16, 12, 3), 16, 12, 3);
        return path;
    }

    /// <summary>Interleaved integers of a file, as libvips decodes them.</summary>
    public static ushort[] ReadSamples(string path)
    {
        using Image image = Image.NewFromFile(path);
        using Image deep = image.Cast(Enums.BandFormat.Ushort);
        return deep.WriteToMemory<ushort>();
    }

    /// <summary>A tensor [1,3,H,W] of one value.</summary>
    public static Tensor Uniform(int width, int height, float value)
    {
        var tensor = new Tensor(new Shape(1, 3, height, width));
        tensor.Data.AsSpan().Fill(value);
        return tensor;
    }
}
