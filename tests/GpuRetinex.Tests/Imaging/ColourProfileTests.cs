using GpuRetinex.Imaging;
using NetVips;

namespace GpuRetinex.Tests.Imaging;

internal sealed class ColourProfileTests
{
    private const string ProfileField = "icc-profile-data";

    [TestCase(8)]
    [TestCase(16)]
    public void Read_DisplayP3_IsConvertedToSrgb(int bitDepth)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("p3.png");
        ushort[] samples = [.. TestPictures.Smooth(24, 16, 3).Select(sample => (ushort)(bitDepth == 8 ? sample : sample * 257))];
        using (Image srgb = TestPictures.ToImage(samples, 24, 16, 3, bitDepth))
        using (Image p3 = srgb.IccTransform("p3", inputProfile: "srgb", intent: Enums.Intent.Relative, depth: bitDepth))
            p3.WriteToFile(path);
        float white = bitDepth == 8 ? 255 : 65535;
        float[] stored = [.. TestPictures.ReadSamples(path).Select(sample => sample / white)];

        float[] colour = ImageFile.Read(path).Colour.Data;

        float furthest = 0, furthestStored = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            float wanted = samples[i] / white;
            furthest = Math.Max(furthest, Math.Abs(colour[(i % 3 * 24 * 16) + (i / 3)] - wanted));
            furthestStored = Math.Max(furthestStored, Math.Abs(stored[i] - wanted));
        }

        Assert.That(furthest, Is.LessThan(bitDepth == 8 ? 2.1f / 255 : 0.5f / 255));
        Assert.That(furthestStored, Is.GreaterThan(10f / 255), "the profile must matter");
    }

    [TestCase(8)]
    [TestCase(16)]
    public void Read_SrgbProfile_KeepsEveryValue(int bitDepth)
    {
        using var folder = new TemporaryFolder();
        string plain = folder.File("plain.png"), tagged = folder.File("tagged.png");
        ushort[] samples = TestPictures.Samples(64, 64, 3, bitDepth);
        TestPictures.Write(plain, samples, 64, 64, 3, bitDepth);
        WriteTagged(tagged, samples, 3, bitDepth, Image.ProfileLoad("srgb"));

        Assert.That(ImageFile.Read(tagged).Colour.Data, Is.EqualTo(ImageFile.Read(plain).Colour.Data));
    }

    [Test]
    public void Read_TransparentDisplayP3_KeepsTransparency()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("p3.png");
        ushort[] samples = TestPictures.Samples(64, 64, 4, 8);
        WriteTagged(path, samples, 4, 8, Image.ProfileLoad("p3"));

        Picture picture = ImageFile.Read(path);

        Assert.That(picture.Alpha!.Samples, Is.EqualTo(samples.Where((_, i) => i % 4 == 3)));
        Assert.That(picture.Colour.Data[0], Is.Not.EqualTo(samples[0] / 255f).Within(0f).Or.EqualTo(0f));
    }

    [Test]
    public void Read_DamagedProfile_IsTakenAsSrgbWithANote()
    {
        using var folder = new TemporaryFolder();
        string plain = folder.File("plain.tif"), tagged = folder.File("tagged.tif");
        ushort[] samples = TestPictures.Samples(64, 64, 3, 8);
        TestPictures.Write(plain, samples, 64, 64, 3);
        WriteTagged(tagged, samples, 3, 8, Image.ProfileLoad("p3"));
        byte[] file = File.ReadAllBytes(tagged);
        file.AsSpan(file.AsSpan().IndexOf("acsp"u8)).Slice(0, 4).Fill((byte)'?');
        File.WriteAllBytes(tagged, file);

        Picture picture = ImageFile.Read(tagged);

        Assert.That(picture.Colour.Data, Is.EqualTo(ImageFile.Read(plain).Colour.Data));
        Assert.That(picture.Notes, Has.Exactly(1).Contains("taken as sRGB"));
    }

    [Test]
    public void Read_CmykJpeg_IsConvertedToSrgb([Values] bool withProfile)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("ink.jpg");
        ushort[] samples = [.. Enumerable.Repeat<ushort[]>([200, 30, 30], 256).SelectMany(colour => colour)];
        using (Image red = TestPictures.ToImage(samples, 16, 16, 3, 8))
        using (Image ink = red.IccTransform("cmyk", inputProfile: "srgb", intent: Enums.Intent.Relative))
        {
            ink.WriteToFile(path, new VOption
            {
                { "Q", 100 },
                { "keep", withProfile ? Enums.ForeignKeep.All : Enums.ForeignKeep.None },
            });
        }

        Picture picture = ImageFile.Read(path);

        Assert.That(picture.Colour.Data[0] * 255, Is.EqualTo(200).Within(15));
        Assert.That(picture.Colour.Data[256] * 255, Is.EqualTo(30).Within(30));
        Assert.That((picture.Alpha, picture.IsGrey), Is.EqualTo(((AlphaPlane?)null, false)));
    }

    [Test]
    public void Write_AnyFormat_IsTaggedSrgb(
        [Values("png", "jpg", "webp", "tif", "avif")] string suffix, [Values] bool strip, [Values(8, 16)] int bitDepth)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File($"out.{suffix}");

        ImageFile.Write(path, TestPictures.Uniform(16, 16, 0.5f), new WriteOptions { Strip = strip, BitDepth = bitDepth });

        using Image written = Image.NewFromFile(path);
        Assert.That((byte[])written.Get(ProfileField), Is.EqualTo(Image.ProfileLoad("srgb")));
    }

    private static void WriteTagged(string path, ushort[] samples, int channels, int bitDepth, byte[] profile)
    {
        using Image image = TestPictures.ToImage(samples, 64, 64, channels, bitDepth);
        using Image tagged = image.Mutate(fields => fields.Set(GValue.BlobType, ProfileField, profile));
        tagged.WriteToFile(path);
    }
}
