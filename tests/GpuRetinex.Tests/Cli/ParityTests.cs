using System.Text.Json;
using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Networks;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Cli;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ParityTests : IDisposable
{
    private static readonly string Lite = Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors");
    private static readonly string[] Fields =
        ["network", "device", "golden", "tolerance", "passed", "tensors", "notCompared", "worst"];
    private static readonly string[] TensorFields = ["name", "shape", "maxAbs", "relL2", "maxUlp", "firstBad"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Parity_OwnResults_Pass()
    {
        string golden = WriteGolden(spoil: false);
        JsonElement json = CliProcess.Run("parity", "--golden", golden, "--device", "simd", "--json").Succeeded().ReadJson();
        Assert.That(json.EnumerateObject().Select(field => field.Name), Is.EqualTo(Fields));
        Assert.That(json.GetProperty("passed").GetBoolean());
        Assert.That(json.GetProperty("network").GetString(), Is.EqualTo("issr/decom"));
        Assert.That(json.GetProperty("tolerance").GetDouble(), Is.EqualTo(1e-4));
        foreach (JsonElement tensor in json.GetProperty("tensors").EnumerateArray())
            Assert.That(tensor.EnumerateObject().Select(field => field.Name), Is.EqualTo(TensorFields));
    }

    [Test]
    public void Parity_OneWrongElement_EndsWithOneAndItsCoordinates()
    {
        string golden = WriteGolden(spoil: true);
        CliResult result = CliProcess.Run("parity", "--golden", golden, "--device", "simd", "--json");
        Assert.That(result.ExitCode, Is.EqualTo(1), result.Error);
        Assert.That(result.ReadJson().GetProperty("passed").GetBoolean(), Is.False);
        Assert.That(result.ReadJson().GetProperty("worst").GetString(), Is.EqualTo("output/reflectance"));
        JsonElement worst = result.ReadJson().GetProperty("tensors").EnumerateArray()
            .Single(tensor => tensor.GetProperty("name").GetString() == "output/reflectance");
        Assert.That(
            worst.GetProperty("firstBad").EnumerateArray().Select(index => index.GetInt32()), Is.EqualTo(new[] { 0, 1, 2, 3 }));

        string[] lines = CliProcess.Run("parity", "--golden", golden, "--device", "simd").Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[1], Does.StartWith("output/reflectance").And.Contain("[0,1,2,3]"));
        Assert.That(lines[^1], Does.Contain("FAILED"));
    }

    [TestCase("issr-lite-h16w16.safetensors")]
    [TestCase("decom-official-h61w45.safetensors")]
    [TestCase("relight-official-h16w16.safetensors")]
    public void Parity_ReferenceOutputs_PassWithoutFurtherOptions(string name) =>
        CliProcess.Run("parity", "--golden", TestFiles.Shared($"golden/dev/{name}"), "--device", "simd", "--tolerance", "1e-5")
        .Succeeded();

    [Test]
    public void Parity_OtherNetwork_IsRefused() =>
        CliProcess.Run("parity", "--golden", WriteGolden(spoil: false), "--network", "issr/seg", "--device", "simd")
            .Refused(3, "golden.safetensors", "--network");

    /// <summary>
    /// The procedure makes other weights than those of the results, so that passing would mean that it is not used.
    /// </summary>
    [Test]
    public void Parity_WeightsByProcedure_NeedsNoWeightsFile()
    {
        string golden = WriteGolden(spoil: false, describeWeights: true);
        CliResult result = CliProcess.Run("parity", "--golden", golden, "--device", "simd");
        Assert.That(result.ExitCode, Is.EqualTo(1), result.Error);
        Assert.That(result.Output, Does.Contain("FAILED"));
        CliProcess.Run("parity", "--golden", golden, "--weights", Lite, "--device", "simd").Succeeded();
    }

    [Test]
    public void Parity_NetworkNotKnown_SaysWhich()
    {
        string golden = _folder.File("other.safetensors");
        StoredTensor[] tensors =
            [StoredTensor.FromTensor("input/x", Tensor.Scalar(1)), StoredTensor.FromTensor("output/y", Tensor.Scalar(1))];
        SafetensorsWriter.Write(golden, tensors, new Dictionary<string, string> { ["network"] = "StyleGAN2Generator" });
        CliProcess.Run("parity", "--golden", golden).Refused(3, golden, "StyleGAN2Generator");
        SafetensorsWriter.Write(golden, tensors);
        CliProcess.Run("parity", "--golden", golden).Refused(2, golden, "--network");
    }

    /// <summary>A small reference file of DecomNet, computed here.</summary>
    /// <param name="spoil">Whether the reflectance is wrong at [0,1,2,3].</param>
    /// <param name="describeWeights">Whether the file describes weights of its own instead of naming those of the
    /// results.</param>
    private string WriteGolden(bool spoil, bool describeWeights = false)
    {
        var image = new Tensor(new Shape(1, 3, 8, 10));
        for (int i = 0; i < image.Data.Length; i++) image.Data[i] = i * 37 % 100 / 100f;
        using WeightSet weights = WeightFile.Open(Lite);
        Network network = NetworkCatalog.Find("issr/decom")!;
        var inputs = new Dictionary<string, Tensor> { [network.InputShapes(8, 10).Keys.Single()] = image };
        var plan = new Plan(GraphPasses.Optimize(network.Build(weights)), network.InputShapes(8, 10));
        using IExecutable executable = TestDevices.Open(TestDevices.WidestSimd).Compile(plan);
        IReadOnlyDictionary<string, Tensor> outputs = executable.Run(inputs);
        if (spoil) outputs["reflectance"].Data[(1 * 80) + (2 * 10) + 3] += 0.5f;

        string golden = _folder.File("golden.safetensors");
        IEnumerable<object?[]> rows = weights.Tensors.Where(
            tensor => tensor.Name.StartsWith("DecomNet/", StringComparison.Ordinal))
            .Select(tensor => new object?[] { tensor.Name, tensor.Shape.Extents.ToArray(), "affine", 0, 0.1 });
        (string Key, string Value) origin = describeWeights ? ("params", JsonSerializer.Serialize(rows)) : ("weights", Lite);
        SafetensorsWriter.Write(
            golden,
            [
                .. inputs.Select(input => StoredTensor.FromTensor("input/" + input.Key, input.Value)),
                .. outputs.Select(output => StoredTensor.FromTensor("output/" + output.Key, output.Value)),
            ],
            new Dictionary<string, string> { ["network"] = network.Name, [origin.Key] = origin.Value });
        return golden;
    }
}
