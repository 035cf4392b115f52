using GpuRetinex.Imaging;

namespace GpuRetinex.Tests.Imaging;

internal sealed class PictureFormatsTests
{
    [TestCase("a.JPG", PictureFormat.Jpeg)]
    [TestCase("a.b.jpeg", PictureFormat.Jpeg)]
    [TestCase("a.png", PictureFormat.Png)]
    [TestCase("a.WebP", PictureFormat.Webp)]
    [TestCase("a.tiff", PictureFormat.Tiff)]
    [TestCase("folder.png/a.tif", PictureFormat.Tiff)]
    [TestCase("a.avif", PictureFormat.Avif)]
    public void OfSuffix_KnownSuffix_GivesItsFormat(string path, PictureFormat format) =>
        Assert.That(PictureFormats.OfSuffix(path), Is.EqualTo(format));

    [TestCase("a.gif")]
    [TestCase("a")]
    [TestCase("folder.png/a")]
    public void OfSuffix_UnknownSuffix_NamesTheChoices(string path) => Assert.That(
        () => PictureFormats.OfSuffix(path), Throws.TypeOf<InvalidFileException>().With.Message.Contains(".avif"));

    [Test]
    public void Suffix_EveryFormat_LeadsBack([Values] PictureFormat format) =>
        Assert.That(PictureFormats.OfSuffix("a" + format.Suffix()), Is.EqualTo(format));
}
