using System.Collections.Immutable;
using GpuRetinex.Imaging;
using GpuRetinex.Networks;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Tensors;
using NetVips;

namespace GpuRetinex.Tests.Imaging;

internal sealed class SegmentationMapTests
{
    private const float Third = 1f / 3;

    private static IEnumerable<TestCaseData> IndexMaps =>
    [
        new TestCaseData((byte)8, PngBytes.Grey, new byte[] { 0, 1, 2, 255 }).SetArgDisplayNames("8-bit grey"),
        new TestCaseData((byte)8, PngBytes.Palette, new byte[] { 0, 1, 2, 255 }).SetArgDisplayNames("8-bit palette"),
        new TestCaseData((byte)16, PngBytes.Grey, new byte[] { 0, 0, 0, 1, 0, 2, 0, 255 }).SetArgDisplayNames("16-bit grey"),
    ];

    [TestCaseSource(nameof(IndexMaps))]
    public void Read_IndexMap_IsOneHotWithVoidAThirdEach(byte bitDepth, byte colourType, byte[] row)
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, PngBytes.Build(4, 1, bitDepth, colourType, [row], Colours(256)));

        Tensor map = SegmentationMap.Read(path, SegNet.Classes, 4, 1);

        Assert.That(map.Shape, Is.EqualTo(new Shape(1, 3, 1, 4)));
        Assert.That(map.Data, Is.EqualTo(new[] { 1, 0, 0, Third, 0, 1, 0, Third, 0, 0, 1, Third }));
    }

    private static IEnumerable<TestCaseData> PackedMaps =>
    [
        new(2, PngBytes.Palette, (byte)0b00_01_10_01),
        new(2, PngBytes.Grey, (byte)0b00_01_10_01),
    ];

    [TestCaseSource(nameof(PackedMaps))]
    public void Read_PackedIndexMap_IsUnpacked(int bitDepth, byte colourType, byte row)
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, PngBytes.Build(4, 1, (byte)bitDepth, colourType, [[row]], Colours(4)));

        Assert.That(
            SegmentationMap.Read(path, SegNet.Classes, 4, 1).Data, Is.EqualTo(new[] { 1f, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0 }));
    }

    [TestCase(8)]
    [TestCase(16)]
    public void Read_ProbabilityPicture_SumsToOne(int bitDepth)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("map.png");
        TestPictures.Write(path, [100, 60, 40, 0, 0, 0, 0, 0, 255], 3, 1, 3, bitDepth);

        Tensor map = SegmentationMap.Read(path, SegNet.Classes, 3, 1);

        Assert.That(map.Data, Is.EqualTo(new[] { 0.5f, Third, 0, 0.3f, Third, 0, 0.2f, Third, 1 }).Within(1e-7));
    }

    [Test]
    public void Read_UnknownClass_NamesThePlace()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, PngBytes.Build(2, 2, 8, PngBytes.Palette, [[0, 1], [2, 7]], Colours(8)));

        AssertRefused(path, 2, 2, "class 7 at column 1, row 1");
    }

    [Test]
    public void Read_OtherSize_NamesBothSizes()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, PngBytes.Build(2, 1, 8, PngBytes.Grey, [[0, 1]]));

        AssertRefused(path, 3, 1, "is 2 x 1 pixels, but the picture is 3 x 1");
    }

    [Test]
    public void Read_Damaged_IsRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = PngBytes.Build(2, 3, 8, PngBytes.Grey, [[0, 1]]);

        AssertRefused(Write(folder, whole), 2, 3, "not a readable picture");
        AssertRefused(Write(folder, whole[..40]), 2, 3, "map.png");
        AssertRefused(Write(folder, [1, 2, 3]), 2, 3, "not a picture");
        AssertRefused(folder.File("none.png"), 2, 3, "does not exist");
    }

    [Test]
    public void Read_FourChannels_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("map.png");
        TestPictures.Write(path, TestPictures.Samples(2, 2, 4, 8), 2, 2, 4);

        AssertRefused(path, 2, 2, "holds 4 channels");
    }

    [Test]
    public void Read_InterlacedPalette_GivesIndices()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("map.png");
        ushort[] samples = [.. Enumerable.Range(0, 90).Select(i => (ushort)(i % 3))];
        using (Image image = TestPictures.ToImage(samples, 10, 9, 1, 8))
            image.Pngsave(path, interlace: true);

        Tensor map = SegmentationMap.Read(path, SegNet.Classes, 10, 9);

        for (int i = 0; i < 90; i++) Assert.That(map.Data[(i % 3 * 90) + i], Is.EqualTo(1f));
    }

    [Test]
    public void Write_EightClasses_ReadsTheSame()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("map.png");
        ImmutableArray<SegmentationClass> classes =
            [.. Enumerable.Range(0, 8).Select(i => new SegmentationClass($"class{i}", [(byte)i, 0, 0]))];
        var map = new Tensor(new Shape(1, 8, 3, 3));
        for (int i = 0; i < 8; i++) map.Data[(i * 9) + i] = 1;
        for (int c = 0; c < 8; c++) map.Data[(c * 9) + 8] = 0.125f;

        SegmentationMap.Write(path, map, classes);

        Assert.That(SegmentationMap.Read(path, classes, 3, 3).Data, Is.EqualTo(map.Data));
        Assert.That(
            () => SegmentationMap.Read(path, SegNet.Classes, 3, 3),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains("class 3 at column 0, row 1"));
    }

    [Test]
    public void Read_PictureForEightClasses_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("map.png");
        TestPictures.Write(path, TestPictures.Samples(2, 2, 3, 8), 2, 2, 3);
        ImmutableArray<SegmentationClass> classes =
            [.. Enumerable.Range(0, 8).Select(i => new SegmentationClass($"class{i}", [0, 0, 0]))];
        Assert.That(
            () => SegmentationMap.Read(path, classes, 2, 2),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains("holds 3 channels"));
    }

    private static IEnumerable<string> Labels => TestFiles.SharedNames("data/camvid/val", "*.label.png").Take(2);

    [TestCaseSource(nameof(Labels))]
    public void Read_PhotographLabels_AreClassesNotColours(string name)
    {
        Tensor map = SegmentationMap.Read(TestFiles.Shared($"data/camvid/val/{name}"), SegNet.Classes, 480, 360);

        Assert.That(map.Data, Is.All.EqualTo(0f).Or.EqualTo(1f).Or.EqualTo(Third));
        Assert.That(map.Data.Count(value => value == 1f), Is.GreaterThan(480 * 360 / 2));
    }

    private static byte[] Colours(int count) => [.. Enumerable.Range(0, count * 3).Select(i => (byte)(250 - (i * 37)))];

    private static string Write(TemporaryFolder folder, byte[] bytes)
    {
        string path = folder.File("map.png");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static void AssertRefused(string path, int width, int height, string reason) => Assert.That(
        () => SegmentationMap.Read(path, SegNet.Classes, width, height),
        Throws.TypeOf<InvalidFileException>().With.Message.Contains(reason).And.Message.Not.Contains("\n"));
}
