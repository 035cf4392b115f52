using System.Text.Json;
using GpuRetinex.Tests.Imaging;
using NetVips;

namespace GpuRetinex.Tests.Cli;

/// <summary>What enhance makes of ordinary, strange and broken pictures.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EnhancePictureTests : IDisposable
{
    private static readonly string[] ItemFields =
    [
        "input", "output", "status", "error", "width", "height", "elapsedMs", "networkMs", "flops", "gflops", "peakBytes",
        "tiles", "ratio",
    ];

    private readonly TemporaryFolder _folder = new();

    public static IEnumerable<TestCaseData> Broken =>
        Pictures.Broken.Select(broken => new TestCaseData(broken.Name, broken.Message));

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Enhance_Photograph_WritesABrighterPicture()
    {
        string dark = Pictures.Small(_folder.File("dark.png")), bright = _folder.File("bright.jpg");
        CliResult result = CliProcess.Run("enhance", dark, "-o", bright, "--ratio", "3", "--device", "simd").Succeeded();

        Assert.That(result.Output, Does.Contain(bright).And.Contain("16 x 12").And.Contain("ratio 3.00").And.Contain("GFLOP/s"));
        Assert.That(result.Error, Does.StartWith("device simd: "));
        using Image image = Image.NewFromFile(bright);
        Assert.That((image.Width, image.Height, (string)image.Get("vips-loader")), Is.EqualTo((16, 12, "jpegload")));
    }

    [Test]
    public void Enhance_SameInputTwice_GivesTheSameBytes()
    {
        string dark = Pictures.Small(_folder.File("dark.png")), first = _folder.File("1.png"), second = _folder.File("2.png");
        CliProcess.Run("enhance", dark, "-o", first, "--device", "simd").Succeeded();
        CliProcess.Run("enhance", dark, "-o", second).Succeeded();
        Assert.That(File.ReadAllBytes(second), Is.EqualTo(File.ReadAllBytes(first)));
    }

    [TestCaseSource(nameof(Broken))]
    public void Enhance_BrokenPicture_IsRefusedAndNothingIsWritten(string name, string message)
    {
        string input = Pictures.WriteBroken(_folder, name), output = _folder.File("out.png");
        CliProcess.Run("enhance", input, "-o", output, "--device", "simd").Refused(3, input, message);
        Assert.That(Directory.GetFileSystemEntries(_folder.FullPath), Is.EqualTo(new[] { input }));
    }

    [Test]
    public void Enhance_MissingFile_IsRefused() =>
        CliProcess.Run("enhance", _folder.File("none.jpg"), "-o", _folder.File("out.png"), "--device", "simd")
            .Refused(3, "none.jpg", "does not exist");

    [Test]
    public void Enhance_BrokenAmongSound_DoesTheOthersAndEndsWithThree()
    {
        string good = Pictures.Small(_folder.File("good.png"));
        string[] broken = [.. Pictures.Broken.Select(file => Pictures.WriteBroken(_folder, file.Name))];
        string output = _folder.File("out");
        CliResult result = CliProcess.Run(
            ["enhance", .. broken, good, _folder.File("missing.png"), "-o", output, "--device", "simd", "--json"]);

        Assert.That(result.ExitCode, Is.EqualTo(3), result.Error);
        Assert.That(result.Complaints, Has.Count.EqualTo(broken.Length + 1).And.All.StartWith("gpuretinex: " + _folder.FullPath));
        Assert.That(Directory.GetFiles(output).Select(Path.GetFileName), Is.EqualTo(new[] { "good.png" }));
        JsonElement[] items = [.. result.ReadJson().GetProperty("items").EnumerateArray()];
        string?[] statuses = [.. items.Select(item => item.GetProperty("status").GetString())];
        Assert.That(statuses, Is.EqualTo(new[] { "failed", "failed", "failed", "failed", "done", "failed" }));
        Assert.That(items[0].GetProperty("error").GetString(), Does.Contain("empty.jpg: is empty"));
    }

    [Test]
    public void Enhance_Json_HasTheDocumentedFields()
    {
        string input = Pictures.Small(_folder.File("in.png")), output = _folder.File("out.png");
        JsonElement json = CliProcess.Run("enhance", input, "-o", output, "--json", "--device", "simd").Succeeded().ReadJson();

        Assert.That(json.EnumerateObject().Select(field => field.Name), Is.EqualTo(new[] { "device", "items" }));
        Assert.That(json.GetProperty("device").GetString(), Is.EqualTo("simd"));
        JsonElement item = json.GetProperty("items").EnumerateArray().Single();
        Assert.That(item.EnumerateObject().Select(field => field.Name), Is.EquivalentTo(ItemFields));
        Assert.That(item.GetProperty("input").GetString(), Is.EqualTo(input));
        Assert.That(item.GetProperty("output").GetString(), Is.EqualTo(output));
        foreach (string field in ItemFields[4..]) Assert.That(item.GetProperty(field).GetDouble(), Is.Positive, field);
        double gflops = item.GetProperty("flops").GetDouble() / item.GetProperty("networkMs").GetDouble() / 1e6;
        Assert.That(item.GetProperty("gflops").GetDouble(), Is.EqualTo(gflops).Within(0.1).Percent);
        Assert.That(item.GetProperty("error").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void Enhance_StrangePictures_KeepSizeDepthAndTransparency()
    {
        string inputs = Directory.CreateDirectory(_folder.File("in")).FullName, outputs = _folder.File("out");
        Pictures.WriteStrange(inputs);
        CliProcess.Run("enhance", inputs, "-o", outputs, "--device", "simd").Succeeded();

        Assert.That(Directory.GetFiles(outputs).Select(Path.GetFileName), Is.EquivalentTo(Pictures.Strange));
        foreach (string name in Pictures.Strange)
        {
            using Image before = Image.NewFromFile(Path.Combine(inputs, name)), after =
                Image.NewFromFile(Path.Combine(outputs, name));
            Assert.That((after.Width, after.Height), Is.EqualTo((before.Width, before.Height)), name);
            Assert.That(after.HasAlpha(), Is.EqualTo(name == "grey-alpha.png"), name);
            Assert.That(after.Format, Is.EqualTo(before.Format), name);
            Assert.That(after.Bands - (after.HasAlpha() ? 1 : 0), Is.EqualTo(3), name);
        }

        ushort[] alphaBefore = [.. TestPictures.ReadSamples(Path.Combine(inputs, "grey-alpha.png")).Where((_, i) => i % 2 == 1)];
        ushort[] alphaAfter = [.. TestPictures.ReadSamples(Path.Combine(outputs, "grey-alpha.png")).Where((_, i) => i % 4 == 3)];
        Assert.That(alphaAfter, Is.EqualTo(alphaBefore));
    }

    [Test]
    public void Enhance_Stages_MapGivenBackGivesThePictureOfThatMap()
    {
        string input = Pictures.Small(_folder.File("in.png")), stages = _folder.File("stages"), output = _folder.File("out.png");
        CliProcess.Run("enhance", input, "-o", output, "--stages", stages, "--device", "simd").Succeeded();
        string[] expected =
        [
            "out-adjusted-illumination.png", "out-illumination.png", "out-reflectance.png", "out-restored-reflectance.png",
            "out-segmentation-map.png", "out-segmentation-overlay.png",
        ];
        Assert.That(Directory.GetFiles(stages).Select(Path.GetFileName).Order(StringComparer.Ordinal), Is.EqualTo(expected));

        string map = Path.Combine(stages, "out-segmentation-map.png"), again = _folder.File("again.png"),
            second = _folder.File("second");
        CliProcess.Run("enhance", input, "-o", again, "--segmentation", map, "--stages", second, "--device", "simd").Succeeded();
        Assert.That(File.ReadAllBytes(Path.Combine(second, "again-segmentation-map.png")), Is.EqualTo(File.ReadAllBytes(map)));
    }

    [Test]
    public void Enhance_SegmentationOfAnotherSize_IsRefused()
    {
        string input = Pictures.Small(_folder.File("in.png")), map = _folder.File("map.png");
        TestPictures.Write(map, new ushort[4], 2, 2, 1);
        CliProcess.Run("enhance", input, "-o", _folder.File("out.png"), "--segmentation", map, "--device", "simd")
            .Refused(3, map, "2 x 2", "16 x 12");
    }
}
