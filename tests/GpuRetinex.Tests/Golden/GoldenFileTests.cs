using System.Collections.Immutable;
using GpuRetinex.Golden;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Golden;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GoldenFileTests : IDisposable
{
    private const string Folder = "golden/dev";
    private static readonly Tensor Kept = new(new Shape(1, 2, 2), [1, 3, 4, 6]);

    private readonly TemporaryFolder _folder = new();

    public static IEnumerable<string> Files() =>
        TestFiles.SharedNames(Folder, "*.safetensors").Where(name => name != "issr-official-random-weights.safetensors");

    public void Dispose() => _folder.Dispose();

    /// <summary>The checksum of the weights and the stored parts of the inputs are compared while they are made.</summary>
    [TestCaseSource(nameof(Files))]
    public void Read_EveryGoldenFile_MakesItsWeightsAndInputs(string name)
    {
        var golden = new GoldenFile(TestFiles.Shared($"{Folder}/{name}"));
        foreach (ParameterTable parameters in golden.Parameters)
        {
            using WeightSet weights = parameters.Generate();
            Assert.That(weights.Tensors, Is.Not.Empty);
        }

        Assert.That(golden.Expected.Keys.Concat(golden.Labels.Keys), Is.All.StartsWith("output/").Or.StartsWith("stage/"));
        Assert.That(golden.Inputs.Values.Select(input => input.Shape.Count), Is.All.GreaterThan(0));
    }

    [Test]
    public void Read_SeveralNetworksOrUnits_GivesATableForEach()
    {
        var pipeline = new GoldenFile(TestFiles.Shared($"{Folder}/sftgan_pipeline_a.safetensors"));
        Assert.That(pipeline.Parameters, Has.Length.EqualTo(2));
        using WeightSet generator = pipeline.Parameters[1].Generate();
        Assert.That(generator.Contains("HR_branch.1.weight"));

        var units = new GoldenFile(TestFiles.Shared($"{Folder}/dfdnet_units_a.safetensors"));
        Assert.That(units.Parameters.Select(table => table.Name), Does.Contain("snconv").And.Contain("upres"));
    }

    [Test]
    public void Generate_EveryKindOfRow_MakesItsValues()
    {
        const string rows = """
            [["w",[2,1,2,2],"affine",1.0,0.5], ["b",[5],"const",[1.5,-2],null], ["copy",[2,1,2,2],"alias","w",null],
             ["u",[3],"sn_u",null,null], ["v",[4],"sn_v","w",null]]
            """;
        using WeightSet weights = ReadParameters(rows).Single().Generate();
        float[] w = weights.Get("w").Data;
        Assert.That(w, Is.EqualTo(ProceduralTensor.Affine("net/w", new Shape(8), 1, 0.5).Data));
        Assert.That(weights.Get("b").Data, Is.EqualTo(new[] { 1.5f, -2, 1.5f, -2, 1.5f }));
        Assert.That(weights.Get("copy").Data, Is.EqualTo(w));
        Assert.That(
            weights.Get("u").Data, Is.EqualTo(ProceduralTensor.Affine("net/u", new Shape(3), 0, 0.5).Data.Skip(1).Prepend(1)));
        Assert.That(weights.Get("v").Data, Is.EqualTo(w[..4]));
    }

    [Test]
    public void Generate_OtherChecksum_IsRefused()
    {
        ParameterTable table = ReadParameters("""[["w",[4],"affine",0,1]]""", ("weights_crc32", "12345")).Single();
        Assert.That(() => table.Generate(), Throws.TypeOf<InvalidFileException>().With.Message.Contains("weights_crc32"));
    }

    [TestCase("""not JSON""")]
    [TestCase("""[["w",[4],"affine",0]]""")]
    [TestCase("""[["w",[4],"gamma",0,1]]""")]
    [TestCase("""[["w",[4],"affine","x",1]]""")]
    [TestCase("""[["w",[-4],"affine",0,1]]""")]
    [TestCase("""[["w",[100000,100000],"affine",0,1]]""")]
    [TestCase("""[["w",[4],"affine",0,1], ["w",[4],"affine",0,1]]""")]
    [TestCase("""[["w",[4],"alias","nowhere",null]]""")]
    [TestCase("""[["w",[4],"affine",0,1], ["v",[5],"sn_v","w",null]]""")]
    [TestCase("""[["w",[4],"const",[],null]]""")]
    public void Read_SpoiledProcedure_IsRefused(string rows) =>
        Assert.That(
            () => ReadParameters(rows),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains("params").Or.Message.Contains("impossible shape"));

    [Test]
    public void Compare_SelectedElements_LooksAtThoseAndAtTheStatistics()
    {
        var expectation = new Expectation("stage/x", Kept, Selected(), new Tensor(new Shape(6), [3.5f, 1.707825f, 1, 6, 21, 21]));
        var whole = new Tensor(new Shape(1, 1, 2, 3), [1, 2, 3, 4, 5, 6]);
        Assert.That(expectation.Compare(whole, 1e-6).Select(entry => entry.Distance.Passed), Is.EqualTo(new[] { true, true }));

        // 2 is not kept: only the statistics can tell.
        whole.Data[1] = 2.5f;
        Assert.That(expectation.Compare(whole, 1e-6).Select(entry => entry.Distance.Passed), Is.EqualTo(new[] { true, false }));

        whole.Data[3] = 9;
        ParityReport.Entry elements = expectation.Compare(whole, 1e-6).First();
        Assert.That(elements.Distance.Passed, Is.False);
        Assert.That(elements.FirstBad, Is.EqualTo(new[] { 0, 1, 0 }));
    }

    [Test]
    public void Compare_OtherShape_IsRefused()
    {
        var expectation = new Expectation("stage/x", Kept, Selected(), null);
        Assert.That(() => expectation.Compare(new Tensor(new Shape(1, 3, 2)), 1e-6).ToArray(), Throws.ArgumentException);
    }

    /// <summary>Of a tensor [1,2,3] its first and last column.</summary>
    private static Selection Selected() => new([[0], [0, 1], [0, 2]]);

    private ImmutableArray<ParameterTable> ReadParameters(string rows, params (string Key, string Value)[] more)
    {
        string path = _folder.File("golden.safetensors");
        StoredTensor[] tensors =
            [StoredTensor.FromTensor("input/x", Tensor.Scalar(1)), StoredTensor.FromTensor("output/y", Tensor.Scalar(1))];
        Dictionary<string, string> metadata = more.Append(("params", rows)).Append(("prefix", "net/"))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);
        SafetensorsWriter.Write(path, tensors, metadata);
        return new GoldenFile(path).Parameters;
    }
}
