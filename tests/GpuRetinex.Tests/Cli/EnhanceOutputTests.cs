namespace GpuRetinex.Tests.Cli;

/// <summary>Where enhance writes, and what it never overwrites.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EnhanceOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private string _a = null!, _b = null!;

    [SetUp]
    public void CreatePictures()
    {
        Directory.CreateDirectory(_folder.File("in/deeper"));
        _a = Pictures.Small(_folder.File("in/a.png"));
        _b = Pictures.Small(_folder.File("in/b [1].jpg"));
        Pictures.Small(_folder.File("in/deeper/c.png"));
        File.WriteAllText(_folder.File("in/notes.txt"), "no picture");
    }

    public void Dispose() => _folder.Dispose();

    [TestCase("in", "a.png", "b [1].jpg")]
    [TestCase("in/*.png", "a.png")]
    [TestCase("in/**/*.png", "a.png", "c.png")]
    public void Enhance_FolderOrGlob_WritesIntoAFolderUnderTheSameNames(string input, params string[] names)
    {
        CliProcess.RunIn(_folder.FullPath, "enhance", input, "-o", "out/new", "--device", "simd").Succeeded();
        Assert.That(Names("out/new"), Is.EquivalentTo(names));
    }

    [Test]
    public void Enhance_FormatNamed_GivesItsSuffix()
    {
        string[] options = ["--format", "webp", "--quality", "50", "--strip", "--device", "simd"];
        CliProcess.RunIn(_folder.FullPath, ["enhance", "in", "-o", "out", .. options]).Succeeded();
        Assert.That(Names("out"), Is.EquivalentTo(new[] { "a.webp", "b [1].webp" }));
    }

    [Test]
    public void Enhance_OneFileIntoAFolder_KeepsTheName()
    {
        CliProcess.RunIn(_folder.FullPath, "enhance", "in/a.png", "-o", "out/", "--device", "simd").Succeeded();
        Assert.That(Names("out"), Is.EqualTo(new[] { "a.png" }));
    }

    [TestCase("in/*.tif", "matches no picture")]
    [TestCase("void", "holds no pictures")]
    public void Enhance_NothingThere_IsRefused(string input, string message)
    {
        Directory.CreateDirectory(_folder.File("void"));
        CliProcess.RunIn(_folder.FullPath, "enhance", input, "-o", "out").Refused(3, input, message);
        Assert.That(Directory.Exists(_folder.File("out")), Is.False);
    }

    [TestCase("out.tif", true)]
    [TestCase("out.tif", false, "--strip")]
    [TestCase("out.png", false)]
    public void Enhance_ExifIntoTiff_IsSaidToBeLost(string output, bool isSaid, params string[] options)
    {
        string input = Imaging.MetadataTests.WriteInput(_folder);
        CliResult result = CliProcess.Run(
            ["enhance", input, "-o", _folder.File(output), "--device", "simd", .. options]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Error.Contains("EXIF is left out", StringComparison.Ordinal), Is.EqualTo(isSaid), result.Error);
    }

    [Test]
    public void Enhance_OutputExists_IsLeftUnlessAskedToOverwrite()
    {
        string output = _folder.File("out.png");
        File.WriteAllText(output, "mine");
        CliProcess.Run("enhance", _a, "-o", output, "--device", "simd").Refused(3, output, "--overwrite", "--skip-existing");
        Assert.That(File.ReadAllText(output), Is.EqualTo("mine"));

        CliResult skipped = CliProcess.Run("enhance", _a, "-o", output, "--device", "simd", "--skip-existing", "--json")
            .Succeeded();
        Assert.That(skipped.ReadJson().GetProperty("items")[0].GetProperty("status").GetString(), Is.EqualTo("skipped"));
        Assert.That(File.ReadAllText(output), Is.EqualTo("mine"));

        CliProcess.Run("enhance", _a, "-o", output, "--device", "simd", "--overwrite").Succeeded();
        Assert.That(new FileInfo(output).Length, Is.GreaterThan(50));
    }

    [Test]
    public void Enhance_OutputIsTheInput_IsRefusedEvenWithOverwrite()
    {
        byte[] before = File.ReadAllBytes(_a);
        CliProcess.Run("enhance", _a, "-o", _a, "--overwrite", "--device", "simd").Refused(3, _a, "never overwritten");
        Assert.That(File.ReadAllBytes(_a), Is.EqualTo(before));
    }

    [Test]
    public void Enhance_OutputIsAnotherInput_IsRefusedEvenWithOverwrite()
    {
        byte[] before = File.ReadAllBytes(_a);
        string other = Pictures.Small(_folder.File("in/deeper/a.jpg")), folder = _folder.File("in");
        CliResult result = CliProcess.Run(
            "enhance", other, _a, "-o", folder, "--format", "png", "--overwrite", "--device", "simd");
        Assert.That(result.ExitCode, Is.EqualTo(2), "both would become in/a.png");

        string deeper = _folder.File("in/deeper"), c = _folder.File("in/deeper/c.png");
        File.Copy(_b, _folder.File("in/c.jpg"));
        byte[] beforeC = File.ReadAllBytes(c);
        result = CliProcess.Run("enhance", _folder.File("in/c.jpg"), deeper, "-o", deeper, "--overwrite", "--device", "simd");
        Assert.That(result.ExitCode, Is.EqualTo(3), result.Error);
        Assert.That(result.Complaints, Has.Exactly(2).Contains("never overwritten"));
        Assert.That((File.ReadAllBytes(_a), File.ReadAllBytes(c)), Is.EqualTo((before, beforeC)));
    }

    [Test]
    public void Enhance_FolderThatTakesNoFiles_IsRefused()
    {
        if (!Directory.Exists("/proc")) Assert.Ignore("needs a folder that even root cannot write to");
        CliProcess.Run("enhance", _a, "-o", "/proc/out.png", "--device", "simd").Refused(3, "/proc", "takes no files");
    }

    [Test]
    public void Enhance_FolderMissing_IsRefused() =>
        CliProcess.Run("enhance", _a, "-o", _folder.File("none/out.png"), "--device", "simd")
        .Refused(3, "none", "Create it first");

    [TestCase("abacus")]
    [TestCase("simd:7")]
    [TestCase("cuda:99")]
    public void Enhance_DeviceUnknownOrAbsent_EndsWithFour(string device)
    {
        CliProcess.Run("enhance", _a, "-o", _folder.File("out.png"), "--device", device).Refused(4, device, "simd");
        Assert.That(File.Exists(_folder.File("out.png")), Is.False);
    }

    private IEnumerable<string?> Names(string folder) =>
        Directory.GetFileSystemEntries(_folder.File(folder)).Select(Path.GetFileName);
}
