using Microsoft.ML.OnnxRuntime;

namespace GpuRetinex.Tests.Cli;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ExportTests : IDisposable
{
    private static readonly string Lite = Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Export_Defaults_WritesTheWholeNetworkForAnySize()
    {
        string output = _folder.File("issr.onnx");
        string said = CliProcess.Run("export", "onnx", output).Succeeded().Output;

        Assert.That(said, Does.StartWith($"{output}: issr, ONNX operator set 17").And.Contain("size: any height and width"));
        Assert.That(said, Does.Contain("input: image [1,3,height,width]").And.Contain("input: ratio [1,1,1,1]"));
        Assert.That(Directory.GetFiles(_folder.FullPath), Is.EqualTo(new[] { output }));
        Assert.That(new FileInfo(output).Length, Is.GreaterThan(1_250_443 * sizeof(float)));
        using var session = new InferenceSession(output);
        Assert.That(session.InputMetadata["image"].SymbolicDimensions, Is.EqualTo(new[] { "", "", "height", "width" }));
        Assert.That(session.InputMetadata["ratio"].Dimensions, Is.EqualTo(new[] { 1, 1, 1, 1 }));
        foreach (string name in session.OutputMetadata.Keys) Assert.That(said, Does.Contain($"output: {name}\n"));
    }

    [Test]
    public void Export_Size_IsFixedInTheModel()
    {
        string output = _folder.File("decom.onnx");
        string said = CliProcess.Run("export", "onnx", output, "--network", "issr/decom", "--weights", Lite, "--size", "60x40")
            .Succeeded().Output;

        Assert.That(said, Does.Contain("size: 60x40").And.Contain("input: image [1,3,40,60]"));
        using var session = new InferenceSession(output);
        Assert.That(session.InputMetadata["image"].Dimensions, Is.EqualTo(new[] { 1, 3, 40, 60 }));
    }

    [Test]
    public void Export_SameNetworkTwice_GivesTheSameBytes()
    {
        string first = _folder.File("a.onnx"), second = _folder.File("b.onnx");
        foreach (string output in (string[])[first, second])
            CliProcess.Run("export", "onnx", output, "--network", "issr/relight").Succeeded();
        Assert.That(File.ReadAllBytes(second), Is.EqualTo(File.ReadAllBytes(first)));
    }

    [Test]
    public void Export_OutputExists_IsLeftUnlessAskedToOverwrite()
    {
        string output = _folder.File("out.onnx");
        File.WriteAllText(output, "mine");
        CliProcess.Run("export", "onnx", output).Refused(3, output, "--overwrite");
        Assert.That(File.ReadAllText(output), Is.EqualTo("mine"));
        CliProcess.Run("export", "onnx", output, "--overwrite").Succeeded();
        Assert.That(new FileInfo(output).Length, Is.GreaterThan(1_000_000));
    }

    [Test]
    public void Export_OutputIsTheWeights_IsRefused()
    {
        string weights = _folder.File("weights.safetensors");
        File.Copy(Lite, weights);
        CliProcess.Run("export", "onnx", weights, "--weights", weights, "--overwrite").Refused(3, weights, "never overwritten");
        Assert.That(File.ReadAllBytes(weights), Is.EqualTo(File.ReadAllBytes(Lite)));
    }

    [Test]
    public void Export_FolderThatTakesNoFiles_IsRefused()
    {
        string file = _folder.File("file");
        File.WriteAllText(file, "");
        foreach (string folder in (string[])[_folder.File("missing"), file])
            CliProcess.Run("export", "onnx", Path.Combine(folder, "out.onnx")).Refused(3, folder, "cannot be written");
        CliProcess.Run("export", "onnx", _folder.FullPath, "--overwrite").Refused(3, _folder.FullPath, "is a folder");
    }

    [Test]
    public void Export_WeightsThatAreNone_AreRefusedAndNothingIsWritten()
    {
        string weights = Pictures.Small(_folder.File("a.png")), output = _folder.File("out.onnx");
        CliProcess.Run("export", "onnx", output, "--weights", weights).Refused(3, weights);
        Assert.That(Directory.GetFiles(_folder.FullPath), Is.EqualTo(new[] { weights }));
    }
}
