using System.Text.Json;
using GpuRetinex.Tests.Imaging;
using GpuRetinex.Tests.Networks;
using GpuRetinex.Weights;
using NetVips;

namespace GpuRetinex.Tests.Cli;

/// <summary>Super-resolution through the program, with small untrained weights.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class UpscaleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private string _generator = null!, _segmentation = null!, _input = null!, _output = null!;

    [SetUp]
    public void WriteWeights()
    {
        (_generator, _segmentation) = (_folder.File("sft.safetensors"), _folder.File("seg.safetensors"));
        (_input, _output) = (_folder.File("in.png"), _folder.File("out.png"));
        SafetensorsWriter.Write(_generator, SmallNetworks.SftNet());
        SafetensorsWriter.Write(_segmentation, SmallNetworks.OutdoorSceneSeg());
        TestPictures.Write(_input, TestPictures.Smooth(30, 25, 3), 30, 25, 3);
    }

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Upscale_Json_TellsBothSizes()
    {
        JsonElement item = Upscale("--json").Succeeded().ReadJson().GetProperty("items")[0];
        string[] fields = ["width", "height", "outputWidth", "outputHeight", "segmentedWidth", "segmentedHeight"];
        Assert.That(fields.Select(field => item.GetProperty(field).GetInt32()), Is.EqualTo(new[] { 30, 25, 120, 100, 120, 100 }));
        using Image image = Image.NewFromFile(_output);
        Assert.That((image.Width, image.Height, image.Bands), Is.EqualTo((120, 100, 3)));
    }

    [Test]
    public void Upscale_DeepPictureWithTransparency_KeepsBoth()
    {
        ushort[] samples = [.. TestPictures.Smooth(30, 25, 4).Select(sample => (ushort)(sample * 257))];
        TestPictures.Write(_input, samples, 30, 25, 4, 16);
        Upscale().Succeeded();
        using Image before = Image.NewFromFile(_input), after = Image.NewFromFile(_output);
        Assert.That((after.Width, after.Height, after.Bands, after.Format), Is.EqualTo((120, 100, 4, Enums.BandFormat.Ushort)));
        Assert.That(after.ExtractBand(3).Avg(), Is.EqualTo(before.ExtractBand(3).Avg()).Within(0.1).Percent);
    }

    [Test]
    public void Upscale_InTiles_GivesTheSameWithinOneLevel()
    {
        Upscale("--tile", "off").Succeeded();
        ushort[] whole = TestPictures.ReadSamples(_output);
        JsonElement item = Upscale("--tile", "64", "--overwrite", "--json").Succeeded().ReadJson().GetProperty("items")[0];
        Assert.That(item.GetProperty("tiles").GetInt32(), Is.EqualTo(4));
        Assert.That(TestPictures.ReadSamples(_output).Zip(whole, (a, b) => Math.Abs(a - b)).Max(), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void Upscale_Stages_MapCanBeGivenBackWithoutTheNetwork()
    {
        string stages = _folder.File("stages"), map = Path.Combine(stages, "out-segmentation-map.png");
        Upscale("--stages", stages).Succeeded();
        string[] expected = ["out-bicubic.png", "out-segmentation-map.png", "out-segmentation-overlay.png"];
        Assert.That(Directory.GetFiles(stages).Select(Path.GetFileName).Order(StringComparer.Ordinal), Is.EqualTo(expected));

        string second = _folder.File("second"), again = _folder.File("again.png");
        string[] options = ["--weights", _generator, "--segmentation", map, "--stages", second, "--device", "simd"];
        CliProcess.Run(["upscale", _input, "-o", again, .. options]).Succeeded();
        Assert.That(File.ReadAllBytes(Path.Combine(second, "again-segmentation-map.png")), Is.EqualTo(File.ReadAllBytes(map)));
    }

    [Test]
    public void Upscale_Prior_ChangesTheMap()
    {
        string stages = _folder.File("stages");
        Upscale("--stages", stages, "--prior", "animal=1,background=0,sky=0,water=0,grass=0,mountain=0,building=0,plant=0")
            .Succeeded();
        Assert.That(PngIndex(Path.Combine(stages, "out-segmentation-map.png")), Is.All.EqualTo(7));
    }

    [TestCase(30, 25, 0, "30 x 25", "120 x 100")]
    [TestCase(120, 100, 8, "class 8", "7 animal")]
    public void Upscale_UnfitMap_IsRefused(int width, int height, int index, params string[] words)
    {
        string map = _folder.File("map.png");
        TestPictures.Write(map, [.. Enumerable.Repeat((ushort)index, width * height)], width, height, 1);
        CliProcess.Run("upscale", _input, "-o", _output, "--weights", _generator, "--segmentation", map, "--device", "simd")
            .Refused(3, [map, .. words]);
        Assert.That(File.Exists(_output), Is.False);
    }

    [Test]
    public void Upscale_UnusableWeights_AreRefused()
    {
        CliProcess.Run(
            "upscale", _input, "-o", _output, "--weights", _segmentation, "--segmentation-weights", _generator, "--device",
            "simd")
            .Refused(3, _segmentation, "sftgan");
        SafetensorsWriter.Write(
            _generator, SmallNetworks.SftNet().Select(tensor => tensor.Name == "HR_branch.8.bias" ? NaN(tensor) : tensor));
        Upscale().Refused(3, _generator, "HR_branch.8.bias", "NaN");
        Assert.That(File.Exists(_output), Is.False);
    }

    [Test]
    public void Import_GeneratorAsTheOtherVariant_IsRefused() =>
        CliProcess.Run("import", _generator, "-o", _folder.File("x.safetensors"), "--network", "sftgan/sftnet-torch")
            .Refused(3, _generator, "SFT_Net", "--network sftgan/sftnet");

    private CliResult Upscale(params string[] more) => CliProcess.Run(
        [
            "upscale", _input, "-o", _output, "--weights", _generator, "--segmentation-weights", _segmentation, "--device",
            "simd", .. more,
        ]);

    private static StoredTensor NaN(StoredTensor tensor)
    {
        byte[] bytes = tensor.Bytes.ToArray();
        BitConverter.TryWriteBytes(bytes, float.NaN);
        return new StoredTensor(tensor.Name, tensor.ElementType, tensor.Shape, bytes);
    }

    /// <summary>Which palette entries a map's pixels are, by their colours.</summary>
    private static IEnumerable<int> PngIndex(string path)
    {
        ushort[] samples = TestPictures.ReadSamples(path);
        var colours = GpuRetinex.Networks.Sftgan.OutdoorClasses.All.Select(one => (one.Colour[0], one.Colour[1], one.Colour[2]))
            .ToList();
        return samples.Chunk(3).Select(pixel => colours.IndexOf(((byte)pixel[0], (byte)pixel[1], (byte)pixel[2])));
    }
}
