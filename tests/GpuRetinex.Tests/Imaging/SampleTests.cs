using GpuRetinex.Imaging;
using GpuRetinex.Metrics;

namespace GpuRetinex.Tests.Imaging;

internal sealed class SampleTests
{
    [TestCase("dark.jpg", 600, 400)]
    [TestCase("dark-reference.jpg", 600, 400)]
    [TestCase("dusk.jpg", 640, 427)]
    [TestCase("cat.jpg", 451, 300)]
    public void Read_Sample_HasTheSizeItsReadmeStates(string name, int width, int height)
    {
        Picture picture = ImageFile.Read(Path.Combine(TestFiles.Repository, "samples", name));

        Assert.That((picture.Width, picture.Height, picture.Notes.Count), Is.EqualTo((width, height, 0)));
    }

    [Test]
    public void Read_DarkSample_IsDarkAndFarFromItsReference()
    {
        Picture dark = ImageFile.Read(Path.Combine(TestFiles.Repository, "samples", "dark.jpg"));
        Picture reference = ImageFile.Read(Path.Combine(TestFiles.Repository, "samples", "dark-reference.jpg"));

        Assert.That(dark.Colour.Data.Average(), Is.LessThan(0.1));
        Assert.That(Psnr.Between(dark.Colour, reference.Colour), Is.LessThan(10));
    }
}
