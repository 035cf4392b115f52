using System.Text.Json;
using GpuRetinex.Networks.DenoiseCascade;
using GpuRetinex.Tests.Imaging;
using GpuRetinex.Tests.Networks;
using GpuRetinex.Weights;
using NetVips;

namespace GpuRetinex.Tests.Cli;

/// <summary>Denoising through the program, with small untrained weights.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DenoiseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private string _weights = null!, _input = null!, _output = null!;

    [SetUp]
    public void WriteWeights()
    {
        (_weights, _input, _output) = (_folder.File("weights.safetensors"), _folder.File("in.png"), _folder.File("out.png"));
        SafetensorsWriter.Write(_weights, SmallNetworks.Denoiser());
        TestPictures.Write(_input, TestPictures.Smooth(90, 75, 3), 90, 75, 3);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>With a DnCNN that finds no noise, what comes out is what went in: depth, transparency, every level.</summary>
    [TestCase(3, 8)]
    [TestCase(4, 16)]
    public void Denoise_ByANetworkThatFindsNoNoise_GivesBackEveryLevel(int channels, int bitDepth)
    {
        TestPictures.Write(_input, TestPictures.Samples(31, 20, channels, bitDepth), 31, 20, channels, bitDepth);
        SafetensorsWriter.Write(_weights, SmallNetworks.DnCnn(gain: 0));
        Denoise("--sigma", "25").Succeeded();
        using Image image = Image.NewFromFile(_output);
        Assert.That((image.Width, image.Height, image.Bands), Is.EqualTo((31, 20, channels)));
        Assert.That(TestPictures.ReadSamples(_output), Is.EqualTo(TestPictures.ReadSamples(_input)));
    }

    [Test]
    public void Denoise_Json_TellsTheNoise()
    {
        JsonElement given = Denoise("--sigma", "35", "--json").Succeeded().ReadJson().GetProperty("items")[0];
        Assert.That(given.GetProperty("sigma").GetDouble(), Is.EqualTo(35));
        Assert.That(given.GetProperty("sigmaEstimated").GetBoolean(), Is.False);
        Assert.That(given.GetProperty("weightsSigma").ValueKind, Is.EqualTo(JsonValueKind.Null));
        JsonElement estimated = Denoise("--overwrite", "--json").Succeeded().ReadJson().GetProperty("items")[0];
        Assert.That(estimated.GetProperty("sigma").GetDouble(), Is.InRange(0, 5));
        Assert.That(estimated.GetProperty("sigmaEstimated").GetBoolean());
    }

    [Test]
    public void Denoise_InTiles_GivesTheSameWithinOneLevel()
    {
        Denoise("--tile", "off").Succeeded();
        ushort[] whole = TestPictures.ReadSamples(_output);
        JsonElement item = Denoise("--tile", "64", "--overwrite", "--json").Succeeded().ReadJson().GetProperty("items")[0];
        Assert.That(item.GetProperty("tiles").GetInt32(), Is.EqualTo(4));
        Assert.That(TestPictures.ReadSamples(_output).Zip(whole, (a, b) => Math.Abs(a - b)).Max(), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void Denoise_WeightsForOtherNoise_SaysSo()
    {
        SafetensorsWriter.Write(
            _weights, SmallNetworks.Denoiser(), new Dictionary<string, string> { [PictureDenoiser.SigmaKey] = "50" });
        CliResult result = Denoise("--sigma", "15");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Complaints.Single(), Does.Contain("15").And.Contain("50").And.Contain("lost detail"));
        Denoise("--sigma", "45", "--overwrite").Succeeded();
    }

    [Test]
    public void Denoise_SeveralWeights_TakesThoseForTheNearestNoise()
    {
        string strong = _folder.File("strong.safetensors");
        SafetensorsWriter.Write(
            _weights, SmallNetworks.DnCnn(), new Dictionary<string, string> { [PictureDenoiser.SigmaKey] = "15" });
        SafetensorsWriter.Write(
            strong, SmallNetworks.DnCnn(), new Dictionary<string, string> { [PictureDenoiser.SigmaKey] = "50" });
        JsonElement item = Denoise(strong, "--sigma", "45", "--json").Succeeded().ReadJson().GetProperty("items")[0];
        Assert.That(item.GetProperty("weightsSigma").GetDouble(), Is.EqualTo(50));
    }

    [Test]
    public void Denoise_UnusableWeights_AreRefused()
    {
        SafetensorsWriter.Write(_weights, SmallNetworks.SftNet());
        Denoise().Refused(3, _weights, "DnCNN");
        SafetensorsWriter.Write(_weights, SmallNetworks.Denoiser().Skip(1));
        Denoise().Refused(3, _weights, "DnCNN");
        SafetensorsWriter.Write(_weights, SmallNetworks.Denoiser().SkipLast(1));
        Denoise().Refused(3, _weights, "concat_reduction.blob1");
        File.WriteAllBytes(_folder.File("cut.caffemodel"), [0xA2, 6, 100, 10, 4]);
        CliProcess.Run("denoise", _input, "-o", _output, "--weights", _folder.File("cut.caffemodel"))
            .Refused(3, "cut.caffemodel", "damaged");
        Assert.That(File.Exists(_output), Is.False);
    }

    [Test]
    public void Denoise_OptionsThatTheWeightsCannotServe_AreRefused()
    {
        Denoise("--labels", _folder.File("labels.png")).Refused(3, _weights, "high-level network");
        SafetensorsWriter.Write(_weights, SmallNetworks.DnCnn());
        Denoise("--tiling", "authors").Refused(2, "--tiling authors", _weights);
    }

    [Test]
    public void Denoise_CascadeThatSegments_WritesAnIndexMapBesideThePicture()
    {
        SafetensorsWriter.Write(_weights, SmallNetworks.Cascade(segments: true));
        string labels = _folder.File("labels.png");
        JsonElement item = Denoise("--labels", labels, "--json").Succeeded().ReadJson().GetProperty("items")[0];
        Assert.That(item.GetProperty("labels").GetString(), Is.EqualTo(labels));
        using Image map = Image.NewFromFile(labels);
        Assert.That((map.Width, map.Height), Is.EqualTo((90, 75)));
        Assert.That(File.Exists(_output));
        Denoise("--labels", labels).Refused(3, _output, "--overwrite");
    }

    [Test]
    public void Denoise_CascadeThatClassifies_WritesTheFiveMostProbableClassesOfEach()
    {
        SafetensorsWriter.Write(_weights, SmallNetworks.Cascade(segments: false));
        string second = _folder.File("big.png"), output = _folder.File("out"), labels = _folder.File("labels");
        TestPictures.Write(second, TestPictures.Smooth(300, 240, 3), 300, 240, 3);
        CliProcess.Run(
            "denoise", _input, second, "-o", output, "--weights", _weights, "--labels", labels + "/", "--device",
            "simd").Succeeded();
        Assert.That(Directory.GetFiles(labels).Select(Path.GetFileName), Is.EquivalentTo(new[] { "in.json", "big.json" }));
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(labels, "big.json")));
        float[] probabilities =
        [
            .. document.RootElement.GetProperty("classes").EnumerateArray()
                .Select(entry => entry.GetProperty("probability").GetSingle())
        ];
        Assert.That(probabilities, Has.Length.EqualTo(5).And.Ordered.Descending);
        Assert.That(probabilities.Sum(), Is.InRange(0.5, 1.0001));
    }

    [Test]
    public void Denoise_LabelsOfTwoPicturesOfOneName_KeepsTheFirst()
    {
        SafetensorsWriter.Write(_weights, SmallNetworks.Cascade(segments: true));
        string other = _folder.File("in.tif"), labels = _folder.File("labels");
        TestPictures.Write(other, TestPictures.Smooth(40, 30, 3), 40, 30, 3);
        CliResult result = CliProcess.Run(
            "denoise", _input, other, "-o", _folder.File("out"), "--weights", _weights, "--labels", labels, "--device", "simd",
            "--overwrite");
        Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString());
        Assert.That(result.Complaints, Has.Some.Contains("in.png").And.Contains("another picture"));
        using Image map = Image.NewFromFile(Path.Combine(labels, "in.png"));
        Assert.That((map.Width, map.Height), Is.EqualTo((90, 75)));
    }

    private CliResult Denoise(params string[] more) =>
        CliProcess.Run(["denoise", _input, "-o", _output, "--device", "simd", "--weights", _weights, .. more]);
}
