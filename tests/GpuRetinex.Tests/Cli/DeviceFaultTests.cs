using System.Diagnostics;
using GpuRetinex.Imaging;
using GpuRetinex.Tests.Imaging;

namespace GpuRetinex.Tests.Cli;

/// <summary>Devices that fail: a right picture or a clear refusal, never a wrong picture.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DeviceFaultTests : IDisposable
{
    /// <summary>ILGPU's simulator, which every machine has, in the role of a graphics card with a broken kernel.</summary>
    private const string BrokenGpu = "ilgpu-cpu gpu wrong=Softmax";

    private readonly TemporaryFolder _folder = new();
    private readonly string _input;

    public DeviceFaultTests()
    {
        _input = _folder.File("in.png");
        TestPictures.Write(_input, TestPictures.Smooth(240, 200, 3), 240, 200, 3);
    }

    private string Output => _folder.File("out.png");

    public void Dispose() => _folder.Dispose();

    [Test]
    public void BrokenKernel_Auto_TakesTheNextDeviceAndSaysWhy()
    {
        CliResult result = Enhance("auto", BrokenGpu).Succeeded();
        Assert.That(
            result.Error, Does.Contain("ilgpu-cpu").And.Contain("Softmax is computed wrongly").And.Contain("device simd: "));
        RequireRightPicture(tolerance: 0);
    }

    [Test]
    public void BrokenKernel_Named_IsRefused() => RequireRefusal(Enhance("ilgpu-cpu", BrokenGpu), "Softmax", "relative error");

    [Test]
    public void BrokenKernel_DevicesCheck_EndsWithOneAndTheOperatorsError()
    {
        CliResult result = CliProcess.RunFaulty(_folder.FullPath, BrokenGpu, "devices", "--check");
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(
            result.Output, Does.Contain("gpuretinex 0.").And.Contain(".NET").And.Match(@"Softmax +\d\.\dE[-+]\d+  FAILED"));
    }

    [Test]
    public void OutOfMemory_PictureIsCutSmaller_AndEqualsTheWhole()
    {
        CliResult result = Enhance("simd", "simd memory=40");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Error, Does.Contain("MiB were refused; trying tiles of"));
        RequireRightPicture(tolerance: 1);
    }

    [Test]
    public void OutOfMemory_BelowTheSmallestTile_IsRefused() =>
        RequireRefusal(Enhance("simd", "simd memory=2"), "even in tiles of 64 pixels");

    [Test]
    public void OutOfMemory_TilesForbidden_IsRefused() =>
        RequireRefusal(Enhance("simd", "simd memory=40", "--tile", "off"), "MiB were refused");

    [Test]
    public void Lost_Once_IsOpenedAnew()
    {
        CliResult result = Enhance("simd", "simd lost=1").Succeeded();
        Assert.That(result.Error, Does.Contain("was lost").And.Contain("opened anew"));
        RequireRightPicture(tolerance: 0);
    }

    [Test]
    public void Lost_Twice_GoesOnWithTheProcessor()
    {
        CliResult result = Enhance("ilgpu-cpu", "ilgpu-cpu lost=2").Succeeded();
        Assert.That(result.Error, Does.Contain("lost for good").And.Contain("goes on with simd"));
        RequireRightPicture(tolerance: 0);
    }

    [Test]
    public void NaN_InDefaultModeOnly_IsComputedAgainExactly()
    {
        CliResult result = Enhance("simd", "simd nan").Succeeded();
        Assert.That(result.Error, Does.Contain("not finite").And.Contain("exact mode"));
        RequireRightPicture(tolerance: 1);
    }

    [Test]
    public void NaN_InExactModeToo_IsRefused() => RequireRefusal(Enhance("simd", "simd nan=always"), "not finite");

    [Test]
    public void TwoProcesses_StartingAtOnce_BothGiveTheRightPicture()
    {
        string other = _folder.File("other.png");
        using Process first = Start(Output), second = Start(other);
        CliProcess.Finish(first).Succeeded();
        CliProcess.Finish(second).Succeeded();
        RequireRightPicture(tolerance: 0);
        Assert.That(File.ReadAllBytes(other), Is.EqualTo(File.ReadAllBytes(Output)));
        Assert.That(
            Directory.GetFiles(_folder.File("cache/gpuretinex")).Select(Path.GetExtension), Is.EqualTo(new[] { ".json" }));

        Process Start(string output) => CliProcess.StartFaulty(_folder.FullPath, BrokenGpu, "enhance", _input, "-o", output);
    }

    private CliResult Enhance(string device, string faults, params string[] more) =>
        CliProcess.RunFaulty(_folder.FullPath, faults, ["enhance", _input, "-o", Output, "--device", device, .. more]);

    private void RequireRefusal(CliResult result, params string[] words)
    {
        result.Refused(4, words);
        Assert.That(File.Exists(Output), Is.False);
    }

    /// <summary>Compares with a run on the sound processor.</summary>
    private void RequireRightPicture(int tolerance)
    {
        string expected = _folder.File("expected.png");
        CliProcess.Run("enhance", _input, "-o", expected, "--device", "simd").Succeeded();
        float[] right = ImageFile.Read(expected).Colour.Data, written = ImageFile.Read(Output).Colour.Data;
        Assert.That(written, Is.EqualTo(right).Within(tolerance / 255f + 1e-6f));
    }
}
