using GpuRetinex.Imaging;
using GpuRetinex.Metrics;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Imaging;

internal sealed class RoundTripTests
{
    private const int Width = 37, Height = 70;

    private static IEnumerable<TestCaseData> LosslessCases =>
        from suffix in (string[])["png", "tif"]
        from bitDepth in (int[])[8, 16]
        from channels in (int[])[1, 2, 3, 4]
        select new TestCaseData(suffix, bitDepth, channels);

    [TestCaseSource(nameof(LosslessCases))]
    public void Read_LosslessFile_GivesIntegersOverWhite(string suffix, int bitDepth, int channels)
    {
        using var folder = new TemporaryFolder();
        ushort[] samples = TestPictures.Samples(Width, Height, channels, bitDepth);
        string path = folder.File($"in.{suffix}");
        TestPictures.Write(path, samples, Width, Height, channels, bitDepth);

        Picture picture = ImageFile.Read(path);

        float white = bitDepth == 8 ? 255f : 65535f;
        Assert.That(picture.Colour.Data, Is.EqualTo(Planes(samples, channels, white)));
        Assert.That(picture.Colour.Shape, Is.EqualTo(new Shape(1, 3, Height, Width)));
        Assert.That(
            (picture.BitDepth, picture.IsGrey, picture.Alpha is not null),
            Is.EqualTo((bitDepth, channels < 3, channels % 2 == 0)));
        Assert.That(picture.Notes, Is.Empty);
    }

    [TestCaseSource(nameof(LosslessCases))]
    public void Write_UnchangedPicture_GivesTheSameIntegers(string suffix, int bitDepth, int channels)
    {
        using var folder = new TemporaryFolder();
        ushort[] samples = TestPictures.Samples(Width, Height, channels, bitDepth);
        string path = folder.File($"in.{suffix}"), output = folder.File($"out.{suffix}");
        TestPictures.Write(path, samples, Width, Height, channels, bitDepth);
        Picture picture = ImageFile.Read(path);

        ImageFile.Write(output, picture.Colour, WriteOptions.KeepingAllOf(picture));

        Picture again = ImageFile.Read(output);
        Assert.That(again.Colour.Data, Is.EqualTo(picture.Colour.Data));
        Assert.That(again.Alpha?.Samples, Is.EqualTo(picture.Alpha?.Samples));
        Assert.That(again.BitDepth, Is.EqualTo(bitDepth));
        Assert.That(again.IsGrey, Is.False);
    }

    [TestCase("jpg", 8, 8)]
    [TestCase("webp", 8, 8)]
    [TestCase("avif", 8, 8)]
    [TestCase("jpg", 16, 8)]
    [TestCase("webp", 16, 8)]
    [TestCase("avif", 16, 16)]
    public void Write_LossyFormat_StaysClose(string suffix, int bitDepth, int writtenDepth)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("in.png"), output = folder.File($"out.{suffix}");
        ushort[] samples = TestPictures.Smooth(Width, Height, 3);
        if (bitDepth == 16) samples = [.. samples.Select(sample => (ushort)(sample * 257))];
        TestPictures.Write(path, samples, Width, Height, 3, bitDepth);
        Picture picture = ImageFile.Read(path);

        ImageFile.Write(output, picture.Colour, WriteOptions.KeepingAllOf(picture));

        Picture again = ImageFile.Read(output);
        Assert.That(again.BitDepth, Is.EqualTo(writtenDepth));
        Assert.That(Psnr.Between(again.Colour, picture.Colour), Is.GreaterThan(35));
    }

    [TestCase(10)]
    [TestCase(12)]
    public void Read_DeepAvifWhite_IsOne(int bitDepth)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("white.avif");
        using (NetVips.Image white = TestPictures.ToImage([.. Enumerable.Repeat(ushort.MaxValue, 3 * 32 * 32)], 32, 32, 3, 16))
            white.Heifsave(path, bitdepth: bitDepth, lossless: true, compression: NetVips.Enums.ForeignHeifCompression.Av1);

        Picture picture = ImageFile.Read(path);

        Assert.That(picture.Colour.Data, Is.All.EqualTo(1f));
        Assert.That(picture.BitDepth, Is.EqualTo(16));
    }

    [TestCase(1, 1)]
    [TestCase(1, 5000)]
    [TestCase(5000, 1)]
    public void ReadAndWrite_ExtremeShape_Works(int width, int height)
    {
        using var folder = new TemporaryFolder();
        foreach (string suffix in (string[])["png", "jpg", "tif", "webp"])
        {
            string path = folder.File($"thin.{suffix}");
            ImageFile.Write(path, TestPictures.Uniform(width, height, 0.5f));
            Picture picture = ImageFile.Read(path);
            Assert.That((picture.Width, picture.Height), Is.EqualTo((width, height)));
            Assert.That(picture.Colour.Data[0], Is.EqualTo(0.5f).Within(0.01f));
        }
    }

    [Test]
    public void Write_FormatNamed_BeatsTheSuffix()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("result.jpg");

        ImageFile.Write(path, TestPictures.Uniform(8, 8, 0.5f), new WriteOptions { Format = PictureFormat.Png });

        Assert.That(File.ReadAllBytes(path)[1..4], Is.EqualTo("PNG"u8.ToArray()));
    }

    [TestCase("jpg")]
    [TestCase("webp")]
    [TestCase("avif")]
    public void Write_LowerQuality_GivesSmallerFile(string suffix)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("in.png"), low = folder.File($"low.{suffix}"), high = folder.File($"high.{suffix}");
        TestPictures.Write(path, TestPictures.Samples(64, 64, 3, 8), 64, 64, 3);
        Tensor colour = ImageFile.Read(path).Colour;

        ImageFile.Write(low, colour, new WriteOptions { Quality = 20 });
        ImageFile.Write(high, colour, new WriteOptions { Quality = 95 });

        Assert.That(new FileInfo(low).Length, Is.LessThan(new FileInfo(high).Length));
    }

    [Test]
    public void Read_TwoPages_TakesTheFirstAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("pages.tif");
        ushort[] samples = TestPictures.Samples(5, 8, 3, 8);
        using (NetVips.Image both = TestPictures.ToImage(samples, 5, 8, 3, 8))
        using (NetVips.Image paged = both.Mutate(image => image.Set(NetVips.GValue.GIntType, "page-height", 4)))
            paged.WriteToFile(path);

        Picture picture = ImageFile.Read(path);

        Assert.That(picture.Colour.Data, Is.EqualTo(Planes(samples[..(5 * 4 * 3)], 3, 255f)));
        Assert.That(picture.Notes, Has.Exactly(1).Contains("2 frames or pages"));
    }

    [Test]
    public void Read_PalettePicture_GivesItsColours()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("palette.png");
        File.WriteAllBytes(path, PngBytes.Build(2, 1, 8, PngBytes.Palette, [[1, 0]], [255, 0, 51, 0, 255, 102]));

        Assert.That(ImageFile.Read(path).Colour.Data, Is.EqualTo(new[] { 0f, 1f, 1f, 0f, 102f / 255f, 51f / 255f }));
    }

    [Test]
    public void Read_CancelledToken_Throws()
    {
        using var folder = new TemporaryFolder();
        string path = TestPictures.WriteSmall(folder.File("a.png"));

        Assert.That(
            () => ImageFile.Read(path, null, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static float[] Planes(ushort[] samples, int channels, float white)
    {
        int pixels = samples.Length / channels;
        return
        [
            .. from colour in Enumerable.Range(0, 3)
            from pixel in Enumerable.Range(0, pixels)
            select samples[(pixel * channels) + (channels < 3 ? 0 : colour)] / white,
        ];
    }
}
