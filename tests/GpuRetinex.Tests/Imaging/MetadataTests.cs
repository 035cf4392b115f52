using GpuRetinex.Imaging;
using NetVips;

namespace GpuRetinex.Tests.Imaging;

internal sealed class MetadataTests
{
    private const string Make = "exif-ifd0-Make", Xmp = "xmp-data";
    private const string Packet = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        + "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></x:xmpmeta>";

    [TestCase("jpg")]
    [TestCase("png")]
    [TestCase("webp")]
    [TestCase("avif")]
    public void Write_ExifAndXmp_AreKept(string suffix)
    {
        using var folder = new TemporaryFolder();
        using Image written = WriteFrom(WriteInput(folder), folder.File($"out.{suffix}"), strip: false);

        Assert.That((string)written.Get(Make), Does.StartWith("Camera Works"));
        Assert.That((byte[])written.Get(Xmp), Is.EqualTo(System.Text.Encoding.UTF8.GetBytes(Packet)));
    }

    [TestCase("jpg")]
    [TestCase("png")]
    [TestCase("webp")]
    [TestCase("tif")]
    [TestCase("avif")]
    public void Write_Strip_LeavesNoExifAndNoXmp(string suffix)
    {
        using var folder = new TemporaryFolder();
        using Image written = WriteFrom(WriteInput(folder), folder.File($"out.{suffix}"), strip: true);

        Assert.That(written.GetFields(), Has.None.EqualTo(Make).And.None.EqualTo(Xmp));
    }

    [Test]
    public void Write_Tiff_KeepsXmpAndResolution()
    {
        using var folder = new TemporaryFolder();
        using Image written = WriteFrom(WriteInput(folder), folder.File("out.tif"), strip: false);

        Assert.That((byte[])written.Get(Xmp), Is.EqualTo(System.Text.Encoding.UTF8.GetBytes(Packet)));
        Assert.That(written.Xres, Is.EqualTo(11.8).Within(0.1));
    }

    [Test]
    public void Write_SizeInExif_IsThatOfThePixels()
    {
        using var folder = new TemporaryFolder();
        string input = WriteInput(folder), output = folder.File("out.jpg");
        Picture picture = ImageFile.Read(input);

        ImageFile.Write(output, TestPictures.Uniform(32, 24, 0.5f), WriteOptions.KeepingAllOf(picture));

        using Image written = Image.NewFromFile(output);
        Assert.That((string)written.Get("exif-ifd2-PixelXDimension"), Does.StartWith("32 "));
    }

    /// <summary>A picture with EXIF, XMP and a resolution.</summary>
    public static string WriteInput(TemporaryFolder folder)
    {
        string path = folder.File("camera.jpg");
        using Image image = TestPictures.ToImage(TestPictures.Smooth(16, 12, 3), 16, 12, 3, 8);
        using Image sized = image.Copy(xres: 11.8, yres: 11.8);
        using Image tagged = sized.Mutate(fields =>
        {
            fields.Set(GValue.GStrType, Make, "Camera Works (Camera Works, ASCII, 13 components, 13 bytes)");
            fields.Set(GValue.BlobType, Xmp, System.Text.Encoding.UTF8.GetBytes(Packet));
        });
        tagged.WriteToFile(path);
        return path;
    }

    private static Image WriteFrom(string input, string output, bool strip)
    {
        Picture picture = ImageFile.Read(input);
        WriteOptions options = WriteOptions.KeepingAllOf(picture) with
        {
            Strip = strip
        };
        ImageFile.Write(output, picture.Colour, options);
        return Image.NewFromFile(output);
    }
}
