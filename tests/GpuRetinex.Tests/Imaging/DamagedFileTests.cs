using System.Buffers.Binary;
using GpuRetinex.Imaging;
using NetVips;

namespace GpuRetinex.Tests.Imaging;

internal sealed class DamagedFileTests
{
    [Test]
    public void Read_MissingFile_SaysSo() => AssertRefused("nowhere/none.jpg", "does not exist");

    [Test]
    public void Read_Folder_SaysSo()
    {
        using var folder = new TemporaryFolder();
        AssertRefused(folder.FullPath, "is a folder");
    }

    [TestCase("", "is empty")]
    [TestCase("these are words, not a picture", "not a picture in a supported format")]
    [TestCase("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "not a picture in a supported format")]
    [TestCase("P5 2 2 255 abcd", "not a picture in a supported format")]
    public void Read_TextNamedPng_SaysSo(string text, string reason)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("text.png");
        File.WriteAllText(path, text);
        AssertRefused(path, reason);
    }

    [Test]
    public void Read_TruncatedFile_IsRefused(
        [Values("jpg", "png", "tif", "webp", "avif", "gif")] string suffix, [Values(0.1, 0.5, 0.9)] double kept)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File($"cut.{suffix}");
        TestPictures.Write(path, TestPictures.Samples(200, 200, 3, 8), 200, 200, 3);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(int)(bytes.Length * kept)]);
        AssertRefused(path, null);
    }

    [Test]
    public void Read_FlippedByteInPng_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("flipped.png");
        TestPictures.Write(path, TestPictures.Samples(200, 200, 3, 8), 200, 200, 3);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 0x55;
        File.WriteAllBytes(path, bytes);
        AssertRefused(path, "damaged");
    }

    [TestCase("png")]
    [TestCase("jpg")]
    public void Read_HeaderOfGigapixels_IsRefusedBeforeDecoding(string suffix)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File($"huge.{suffix}");
        File.WriteAllBytes(path, suffix == "png" ? PngBytes.Build(50_000, 50_000, 8, 2, [[1, 2, 3]]) : HugeJpeg(folder));
        long before = GC.GetTotalAllocatedBytes();

        AssertRefused(path, "50000 x 50000 = 2500 megapixels, above the limit of 200");
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(10_000_000));
    }

    [Test]
    public void Read_LimitGiven_CountsExactly()
    {
        using var folder = new TemporaryFolder();
        string path = TestPictures.WriteSmall(folder.File("a.png"));

        Assert.That(ImageFile.Read(path, new PictureLimits(16 * 12)).Width, Is.EqualTo(16));
        Assert.That(() => ImageFile.Read(path, new PictureLimits((16 * 12) - 1)), Throws.TypeOf<InvalidFileException>());
    }

    [TestCase(Enums.BandFormat.Float, "floating-point")]
    [TestCase(Enums.BandFormat.Uint, "unsupported kind")]
    [TestCase(Enums.BandFormat.Short, "unsupported kind")]
    public void Read_TiffOfOtherSamples_IsRefused(Enums.BandFormat format, string reason)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("samples.tif");
        using (Image image = TestPictures.ToImage(TestPictures.Smooth(8, 8, 3), 8, 8, 3, 8))
        using (Image other = image.Cast(format))
            other.WriteToFile(path);
        AssertRefused(path, reason);
    }

    private static byte[] HugeJpeg(TemporaryFolder folder)
    {
        byte[] bytes = File.ReadAllBytes(TestPictures.WriteSmall(folder.File("small.jpg")));
        int frame = bytes.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 5), 50_000);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 7), 50_000);
        return bytes;
    }

    private static void AssertRefused(string path, string? reason)
    {
        InvalidFileException error = Assert.Throws<InvalidFileException>(() => ImageFile.Read(path))!;
        Assert.That(error.Message, Does.StartWith(path + ": ").And.Not.Contains("\n").And.EndsWith("."));
        Assert.That(error.Message, Has.Length.LessThan(path.Length + 320));
        if (reason is not null) Assert.That(error.Message, Does.Contain(reason));
    }
}
