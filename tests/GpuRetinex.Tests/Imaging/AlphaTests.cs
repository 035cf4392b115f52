using GpuRetinex.Imaging;

namespace GpuRetinex.Tests.Imaging;

internal sealed class AlphaTests
{
    [TestCase("webp", 8)]
    [TestCase("png", 8)]
    [TestCase("png", 16)]
    [TestCase("tif", 16)]
    public void Write_OtherColours_KeepsTransparencyBitForBit(string suffix, int bitDepth)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("in.png"), output = folder.File($"out.{suffix}");
        ushort[] samples = TestPictures.Samples(37, 21, 4, bitDepth);
        TestPictures.Write(path, samples, 37, 21, 4, bitDepth);
        Picture picture = ImageFile.Read(path);

        ImageFile.Write(output, TestPictures.Uniform(37, 21, 0.25f), WriteOptions.KeepingAllOf(picture));

        Assert.That(ImageFile.Read(output).Alpha!.Samples, Is.EqualTo(samples.Where((_, i) => i % 4 == 3)));
    }

    [Test]
    public void Write_DeepTransparencyInEightBitFormat_KeepsTheUpperByte()
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("out.webp");
        var alpha = new AlphaPlane(2, 1, 16, [0x12FF, 0xFFFF]);

        ImageFile.Write(output, TestPictures.Uniform(2, 1, 0.5f), new WriteOptions { BitDepth = 16, Alpha = alpha });

        Assert.That(ImageFile.Read(output).Alpha!.Samples, Is.EqualTo(new[] { 0x12, 0xFF }));
    }

    [Test]
    public void Write_TransparentToJpeg_IsRefusedWithAWayOut()
    {
        using var folder = new TemporaryFolder();
        var options = new WriteOptions { Alpha = new AlphaPlane(2, 1, 8, [255, 254]) };

        Assert.That(
            () => ImageFile.Write(folder.File("out.jpg"), TestPictures.Uniform(2, 1, 0.5f), options),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains("JPEG").And.Message.Contains("PNG"));
    }

    [TestCase(8, (ushort)255)]
    [TestCase(16, (ushort)65535)]
    public void Write_OpaqueToJpeg_DropsThePlane(int bitDepth, ushort opaque)
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("out.jpg");
        var options = new WriteOptions { Alpha = new AlphaPlane(2, 1, bitDepth, [opaque, opaque]) };

        ImageFile.Write(output, TestPictures.Uniform(2, 1, 0.5f), options);

        Assert.That(ImageFile.Read(output).Alpha, Is.Null);
    }
}
