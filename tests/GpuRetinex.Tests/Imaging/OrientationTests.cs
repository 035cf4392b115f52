using GpuRetinex.Imaging;
using NetVips;

namespace GpuRetinex.Tests.Imaging;

internal sealed class OrientationTests
{
    private const int Width = 5, Height = 3;

    [Test]
    public void Read_OrientedFile_IsUpright([Range(1, 8)] int orientation, [Values("png", "tif")] string suffix)
    {
        using var folder = new TemporaryFolder();
        string path = WriteOriented(folder, orientation, suffix);
        using Image turned = Image.NewFromFile(path).Autorot();

        Picture picture = ImageFile.Read(path);

        Assert.That((picture.Width, picture.Height), Is.EqualTo((turned.Width, turned.Height)));
        byte[] expected = turned.WriteToMemory<byte>();
        Assert.That(Interleave(picture), Is.EqualTo(expected));
    }

    [Test]
    public void Write_AfterOrientedInput_ResetsTheTag(
        [Range(1, 8)] int orientation, [Values("png", "tif", "jpg", "webp")] string suffix)
    {
        using var folder = new TemporaryFolder();
        string output = folder.File($"out.{suffix}");
        Picture picture = ImageFile.Read(WriteOriented(folder, orientation, "png"));
        WriteOptions options = WriteOptions.KeepingAllOf(picture) with
        {
            Alpha = null
        };

        ImageFile.Write(output, picture.Colour, options);

        using Image written = Image.NewFromFile(output);
        int tag = written.Contains("orientation") ? (int)written.Get("orientation") : 1;
        Assert.That(tag, Is.EqualTo(1));
        Assert.That((written.Width, written.Height), Is.EqualTo((picture.Width, picture.Height)));
    }

    private static string WriteOriented(TemporaryFolder folder, int orientation, string suffix)
    {
        string path = folder.File($"oriented.{suffix}");
        using Image image = TestPictures.ToImage(TestPictures.Samples(Width, Height, 4, 8), Width, Height, 4, 8);
        using Image tagged = image.Mutate(fields => fields.Set(GValue.GIntType, "orientation", orientation));
        tagged.WriteToFile(path);
        return path;
    }

    private static byte[] Interleave(Picture picture)
    {
        int pixels = picture.Width * picture.Height;
        return
        [
            .. from pixel in Enumerable.Range(0, pixels)
            from channel in Enumerable.Range(0, 4)
            select (byte)(channel == 3
                ? picture.Alpha!.Samples[pixel]
                : MathF.Round(picture.Colour.Data[(channel * pixels) + pixel] * 255)),
        ];
    }
}
