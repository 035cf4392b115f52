using System.Text.Json;
using GpuRetinex.Tests.Imaging;

namespace GpuRetinex.Tests.Cli;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EvalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SetUp]
    public void CreateFolders()
    {
        Directory.CreateDirectory(_folder.File("a"));
        Directory.CreateDirectory(_folder.File("b"));
    }

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Eval_Folders_PairsByNameAndAverages()
    {
        Write("a/one.png", 100);
        Write("b/one.tif", 110);
        Write("a/two.png", 50);
        Write("b/two.png", 30);
        Write("a/alone.png", 1);
        CliResult result = CliProcess.Run("eval", _folder.File("a"), _folder.File("b"), "--json");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Complaints, Is.EqualTo(new[] { $"no counterpart: {_folder.File("a/alone.png")}" }));
        JsonElement[] pairs = [.. result.ReadJson().GetProperty("pairs").EnumerateArray()];
        Assert.That(pairs.Select(pair => pair.GetProperty("name").GetString()), Is.EqualTo(new[] { "one", "two" }));
        double first = 20 * Math.Log10(255.0 / 10), second = 20 * Math.Log10(255.0 / 20);
        Assert.That(pairs[0].GetProperty("psnr").GetDouble(), Is.EqualTo(first).Within(1e-9));
        Assert.That(pairs[1].GetProperty("psnr").GetDouble(), Is.EqualTo(second).Within(1e-9));
        Assert.That(
            result.ReadJson().GetProperty("mean").GetProperty("psnr").GetDouble(), Is.EqualTo((first + second) / 2).Within(1e-9));
        Assert.That(result.ReadJson().GetProperty("mean").GetProperty("ssim").GetDouble(), Is.GreaterThan(0.8).And.LessThan(1));
    }

    [Test]
    public void Eval_EqualFiles_GiveInfinityAndOne()
    {
        string file = Write("a/one.png", 100);
        JsonElement pair = CliProcess.Run("eval", file, file, "--json").Succeeded().ReadJson().GetProperty("pairs")[0];
        Assert.That(pair.GetProperty("psnr").GetString(), Is.EqualTo("Infinity"));
        Assert.That(pair.GetProperty("ssim").GetDouble(), Is.EqualTo(1).Within(1e-12));
        Assert.That(CliProcess.Run("eval", file, file).Succeeded().Output, Does.Contain("PSNR, dB").And.Contain("mean"));
    }

    [Test]
    public void Eval_NothingComparable_IsRefused()
    {
        string a = Write("a/one.png", 100), b = Write("b/two.png", 100), tiny = Pictures.Small(_folder.File("tiny.png"));
        CliProcess.Run("eval", _folder.File("a"), _folder.File("b")).Refused(3, _folder.File("a"), "same name");
        CliProcess.Run("eval", a, tiny).Refused(3, a, tiny, "16 x 12");
        CliProcess.Run("eval", a, _folder.File("b")).Refused(2, "two folders");
        CliProcess.Run("eval", a, _folder.File("none.png")).Refused(3, "none.png", "does not exist");
        TestPictures.Write(tiny, TestPictures.Smooth(8, 8, 3), 8, 8, 3);
        CliProcess.Run("eval", tiny, tiny).Refused(3, tiny, "11 x 11");
        Assert.That(File.Exists(b));
    }

    private string Write(string name, ushort level)
    {
        var samples = new ushort[24 * 20 * 3];
        Array.Fill(samples, level);
        TestPictures.Write(_folder.File(name), samples, 24, 20, 3);
        return _folder.File(name);
    }
}
