using GpuRetinex.Imaging;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Imaging;

internal sealed class OutputFileTests
{
    private static readonly Tensor Colour = TestPictures.Uniform(16, 12, 0.5f);

    private static IEnumerable<TestCaseData> NamesOfTheInput =>
    [
        new TestCaseData((string folder, string input) => input).SetArgDisplayNames("same path"),
        new TestCaseData((string folder, string input) =>
            Path.Combine(folder, "sub", "..", "in.png")).SetArgDisplayNames("relative steps"),
        new TestCaseData((string folder, string input) =>
            File.CreateSymbolicLink(Path.Combine(folder, "link.png"), input).FullName).SetArgDisplayNames("symbolic link"),
        new TestCaseData((string folder, string input) =>
            Path.Combine(Directory.CreateSymbolicLink(Path.Combine(folder, "twin"), folder).FullName, "in.png"))
            .SetArgDisplayNames("linked folder"),
    ];

    [TestCaseSource(nameof(NamesOfTheInput))]
    public void Write_OverTheInput_IsRefused(Func<string, string, string> alias)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("sub"));
        string input = TestPictures.WriteSmall(folder.File("in.png"));
        byte[] before = File.ReadAllBytes(input);
        var options = new WriteOptions { InputPath = input, Overwrite = true };

        Assert.That(
            () => ImageFile.Write(alias(folder.FullPath, input), Colour, options),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains("is the input itself"));
        Assert.That(File.ReadAllBytes(input), Is.EqualTo(before));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void Write_OverAHardLinkOfTheInput_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string input = TestPictures.WriteSmall(folder.File("in.png")), link = folder.File("link.png");
        using (var process = System.Diagnostics.Process.Start("ln", [input, link])) process.WaitForExit();

        Assert.That(
            () => ImageFile.Write(link, Colour, new WriteOptions { InputPath = input, Overwrite = true }),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains("is the input itself"));
    }

    [Test]
    public void Write_ExistingFile_IsReplacedOnlyWhenAsked()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("out.png");
        File.WriteAllText(path, "precious");

        Assert.That(
            () => ImageFile.Write(path, Colour), Throws.TypeOf<InvalidFileException>().With.Message.Contains("exists already"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("precious"));

        ImageFile.Write(path, Colour, new WriteOptions { Overwrite = true });
        Assert.That(ImageFile.Read(path).Width, Is.EqualTo(16));
        Assert.That(Directory.EnumerateFileSystemEntries(folder.FullPath), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void Write_OverASymbolicLink_LeavesWhatItLedTo()
    {
        using var folder = new TemporaryFolder();
        string other = folder.File("other.txt"), link = folder.File("out.png");
        File.WriteAllText(other, "precious");
        File.CreateSymbolicLink(link, other);

        ImageFile.Write(link, Colour, new WriteOptions { Overwrite = true });

        Assert.That(File.ReadAllText(other), Is.EqualTo("precious"));
        Assert.That(new FileInfo(link).LinkTarget, Is.Null);
    }

    private static IEnumerable<TestCaseData> ImpossiblePlaces =>
    [
        new("none/out.png", "is not a folder"),
        new("file/out.png", "is not a folder"),
        new("folder.png", "is a folder"),
        new("out", "no suffix"),
        new("out.bmp", ".bmp"),
    ];

    [TestCaseSource(nameof(ImpossiblePlaces))]
    public void Write_ImpossiblePlace_IsRefused(string name, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        Directory.CreateDirectory(folder.File("folder.png"));

        Assert.That(
            () => ImageFile.Write(folder.File(name), Colour),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains(reason).And.Message.Not.Contains("\n"));
    }

    [Test]
    [Platform("Linux")]
    public void Write_FolderThatTakesNoFiles_IsRefused()
    {
        Assert.That(
            () => ImageFile.Write("/proc/out.png", Colour),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains("no file can be made"));
    }

    [Test]
    public void Write_EncoderFails_LeavesNothing()
    {
        using var folder = new TemporaryFolder();

        Assert.That(
            () => ImageFile.Write(folder.File("wide.webp"), TestPictures.Uniform(16400, 1, 0.5f)),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains("cannot be written"));
        Assert.That(Directory.EnumerateFileSystemEntries(folder.FullPath), Is.Empty);
    }

    [TestCase(0)]
    [TestCase(40)]
    public void Write_Cancelled_LeavesNothingOrTheWholeFile(int milliseconds)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("out.png");
        using var cancellation = new CancellationTokenSource();
        Tensor large = TestPictures.Uniform(4000, 3000, 0.5f);
        if (milliseconds == 0) cancellation.Cancel();
        else cancellation.CancelAfter(milliseconds);

        try
        {
            ImageFile.Write(path, large, null, cancellation.Token);
            Assert.That(ImageFile.Read(path).Width, Is.EqualTo(4000));
        }
        catch (OperationCanceledException)
        {
            Assert.That(Directory.EnumerateFileSystemEntries(folder.FullPath), Is.Empty);
        }
    }
}
