using GpuRetinex.Golden;
using GpuRetinex.Networks;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Networks;

internal sealed class NetworkErrorTests
{
    [TestCase("sftnet_a", "sftgan/sftnet-torch", "sftgan/sftnet")]
    [TestCase("sftnet_torch_a", "sftgan/sftnet", "sftgan/sftnet-torch")]
    public void Build_WeightsOfTheOtherVariant_NamesTheRightNetwork(string file, string wrong, string right)
    {
        using WeightSet weights = Weights(file);
        Assert.That(
            () => NetworkCatalog.Find(wrong)!.Build(weights),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains($"--network {right},"));
        Assert.That(
            NetworkCatalog.Find(right)!.Build(weights).ParameterCount,
            Is.EqualTo(NetworkCatalog.Find("sftgan")!.Build(weights).ParameterCount));
    }

    [Test]
    public void Build_WeightsOfAnotherNetwork_ListsWhatIsMissing()
    {
        using WeightSet weights = Weights("denoise_a_140");
        Assert.That(
            () => NetworkCatalog.Find("sftgan/segmentation")!.Build(weights),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains("feature.0.weight"));
    }

    /// <summary>As counted on the official classes.</summary>
    [TestCase("sftnet_a", 1_833_763)]
    [TestCase("sftnet_torch_a", 1_612_195)]
    public void Build_OfficialWidths_HasThePublishedNumberOfParameters(string file, long parameters)
    {
        using WeightSet weights = Weights(file);
        Assert.That(NetworkCatalog.Find("sftgan")!.Build(weights).ParameterCount, Is.EqualTo(parameters));
    }

    [TestCase("denoise", 141, 140)]
    [TestCase("denoise", 4, 8)]
    [TestCase("cascade/classification", 224, 224)]
    [TestCase("cascade/segmentation", 65, 64)]
    public void InputShapes_UnsuitableSize_SaysWhichAreSuitable(string network, int height, int width) => Assert.That(
        () => NetworkCatalog.Find(network)!.InputShapes(height, width),
        Throws.TypeOf<PictureSizeException>().With.Message.Contains($"{width}x{height}"));

    [TestCaseSource(nameof(Files))]
    public void Compare_OfficialTensors_MissesNoneAndKnowsAll(string file)
    {
        var golden = new GoldenFile(TestFiles.Shared($"golden/dev/{file}"));
        using WeightSet weights = golden.Parameters.Single().Generate();
        (IEnumerable<string> missing, IEnumerable<string> unexpected) = NetworkCatalog.Find(golden.Network!)!.Compare(weights);
        Assert.That(missing.Concat(unexpected), Is.Empty);
    }

    private static IEnumerable<string> Files() =>
        from pattern in new[] { "sftnet*", "outdoorseg*", "denoise_?_*", "cascade_seg*" }
        from file in TestFiles.SharedNames("golden/dev", $"{pattern}.safetensors")
        select file;

    private static WeightSet Weights(string file) =>
        new GoldenFile(TestFiles.Shared($"golden/dev/{file}.safetensors")).Parameters.Single().Generate();
}
