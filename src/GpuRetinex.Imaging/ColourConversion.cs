using NetVips;

namespace GpuRetinex.Imaging;

/// <summary>
/// From a file's colours to sRGB. The transform is relative colorimetric with black point compensation: profiles of cameras and
/// screens are matrices, for which the perceptual intent is not defined, and printing profiles keep their blacks.
/// </summary>
internal static class ColourConversion
{
    private const string ProfileField = "icc-profile-data";
    private const string Srgb = "srgb";

    /// <summary>Half of an 8-bit step, in 16-bit steps: a profile that moves no colour further is sRGB.</summary>
    private const int SrgbTolerance = 128;

    /// <summary>The image with one or three sRGB colour channels, then the transparency unchanged where there is one.</summary>
    /// <param name="notes">Takes a sentence when an embedded profile cannot be used.</param>
    public static Image ToSrgb(Image file, ChannelLayout layout, List<string> notes)
    {
        using Image samples = FillLowBits(file, layout);
        using Image source = samples.ExtractBand(0, n: layout.Colours);
        Image colour = Convert(source, layout, notes);
        if (!layout.HasAlpha) return colour;
        using (colour)
        using (Image alpha = samples.ExtractBand(layout.Colours))
            return colour.Bandjoin(alpha);
    }

    /// <summary>
    /// libvips hands out the 10 or 12 bits of an AVIF file in the upper bits of 16; repeating them below makes white 65535 again.
    /// </summary>
    private static Image FillLowBits(Image file, ChannelLayout layout)
    {
        const string field = "bits-per-sample";
        int bits = file.Contains(field) ? System.Convert.ToInt32(file.Get(field)) : 16;
        bool heif = file.Contains("heif-compression");
        if (layout.BitDepth == 8 || !heif || bits is < 8 or > 15) return file.Copy();
        using Image lower = file >> bits;
        return file | lower;
    }

    private static Image Convert(Image source, ChannelLayout layout, List<string> notes)
    {
        if (layout.Colours == 4) return Transform(source, layout.BitDepth, fallback: "cmyk");
        if (!source.Contains(ProfileField)) return source.Copy();
        byte[] profile = (byte[])source.Get(ProfileField);
        if (!Fits(profile, layout.Colours))
        {
            notes.Add("its colour profile is damaged or of another kind of picture; its colours are taken as sRGB");
            return source.Copy();
        }

        return IsSrgb(profile, layout.Colours) ? source.Copy() : Transform(source, layout.BitDepth, fallback: null);
    }

    /// <summary>Whether a profile has the header of one for this many channels (ICC.1:2022, section 7.2).</summary>
    private static bool Fits(ReadOnlySpan<byte> profile, int channels)
    {
        const int headerLength = 128, space = 16, signature = 36;
        return profile.Length > headerLength
            && profile[signature..].StartsWith("acsp"u8)
            && profile[space..].StartsWith(channels == 1 ? "GRAY"u8 : "RGB "u8);
    }

    private static Image Transform(Image source, int bitDepth, string? fallback) => source.IccTransform(
        Srgb,
        intent: Enums.Intent.Relative,
        blackPointCompensation: true,
        embedded: true,
        inputProfile: fallback,
        depth: bitDepth);

    /// <summary>
    /// Whether a profile is sRGB under whatever name: sends a lattice of colours through it. Such pictures, nearly all, then keep
    /// their exact values.
    /// </summary>
    private static bool IsSrgb(byte[] profile, int channels)
    {
        ushort[] lattice = Lattice(channels);
        using Image values = Image.NewFromMemory(lattice, lattice.Length / channels, 1, channels, Enums.BandFormat.Ushort);
        using Image plain = values.Copy(interpretation: channels == 1 ? Enums.Interpretation.Grey16 : Enums.Interpretation.Rgb16);
        using Image tagged = plain.Mutate(image => image.Set(GValue.BlobType, ProfileField, profile));
        using Image transformed = Transform(tagged, 16, fallback: null);
        ushort[] result = transformed.WriteToMemory<ushort>();
        for (int i = 0; i < result.Length; i++)
        {
            int original = lattice[(i / 3 * channels) + (channels == 1 ? 0 : i % 3)];
            if (Math.Abs(result[i] - original) > SrgbTolerance) return false;
        }

        return true;
    }

    /// <summary>Grey levels, or all mixtures of nine levels of red, green and blue.</summary>
    private static ushort[] Lattice(int channels)
    {
        if (channels == 1) return [.. Enumerable.Range(0, 256).Select(level => (ushort)(level * 257))];
        int[] levels = [0, 4096, 8192, 16384, 24576, 32768, 40960, 53248, 65535];
        return
        [
            .. from red in levels
            from green in levels
            from blue in levels
            from level in (int[])[red, green, blue]
            select (ushort)level,
        ];
    }
}
