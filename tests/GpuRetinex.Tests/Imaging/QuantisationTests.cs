using GpuRetinex.Imaging;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Imaging;

internal sealed class QuantisationTests
{
    [TestCase(0.5f, 8, 127)]
    [TestCase(0.999f, 8, 254)]
    [TestCase(1f, 8, 255)]
    [TestCase(1.7f, 8, 255)]
    [TestCase(-0.2f, 8, 0)]
    [TestCase(0.0039f, 8, 0)]
    [TestCase(0.5f, 16, 32767)]
    [TestCase(1f, 16, 65535)]
    [TestCase(1.0001f, 16, 65535)]
    [TestCase(float.MaxValue, 16, 65535)]
    public void Write_Value_IsClippedAndTruncated(float value, int bitDepth, int expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.png");

        ImageFile.Write(path, TestPictures.Uniform(2, 2, value), new WriteOptions { BitDepth = bitDepth });

        Assert.That(TestPictures.ReadSamples(path), Is.All.EqualTo(expected));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void Write_NotFinite_IsRefusedAndLeavesNothing(float value)
    {
        using var folder = new TemporaryFolder();
        Tensor colour = TestPictures.Uniform(7, 5, 0.5f);
        colour.Data[35 + 9] = value;

        Assert.That(
            () => ImageFile.Write(folder.File("a.png"), colour),
            Throws.TypeOf<NotFiniteNumberException>().With.Message.Contains("channel 1, row 1, column 2"));
        Assert.That(Directory.EnumerateFileSystemEntries(folder.FullPath), Is.Empty);
    }

    private static IEnumerable<TestCaseData> WrongCalls =>
    [
        new(new Tensor(new Shape(1, 1, 4, 4)), new WriteOptions()),
        new(new Tensor(new Shape(2, 3, 4, 4)), new WriteOptions()),
        new(new Tensor(new Shape(1, 3, 0, 4)), new WriteOptions()),
        new(new Tensor(new Shape(3, 4, 4)), new WriteOptions()),
        new(new Tensor(new Shape(1, 3, 4, 4)), new WriteOptions { BitDepth = 12 }),
        new(new Tensor(new Shape(1, 3, 4, 4)), new WriteOptions { Quality = 0 }),
        new(new Tensor(new Shape(1, 3, 4, 4)), new WriteOptions { Alpha = new AlphaPlane(4, 3, 8, new ushort[12]) }),
    ];

    [TestCaseSource(nameof(WrongCalls))]
    public void Write_WrongArguments_AreRefused(Tensor colour, WriteOptions options)
    {
        using var folder = new TemporaryFolder();

        Assert.That(() => ImageFile.Write(folder.File("a.png"), colour, options), Throws.ArgumentException);
    }
}
