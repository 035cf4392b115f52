using GpuRetinex.Devices;
using GpuRetinex.Golden;
using GpuRetinex.Imaging;
using GpuRetinex.Metrics;
using GpuRetinex.Networks;
using GpuRetinex.Networks.DenoiseCascade;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Tests.Metrics;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Networks;

internal sealed class PictureDenoiserTests
{
    private const int White = 255;
    private const string Bsd68 = "data/clean/bsd68";

    [Test]
    public void Denoise_GoldenPictureTiledAsTheAuthors_GivesTheirLevels()
    {
        var golden = new GoldenFile(TestFiles.Shared("golden/dev/denoise_tiling_a.safetensors"));
        using WeightSet weights = golden.Parameters.Single().Generate();
        using PictureDenoiser denoiser = Open(weights);

        (Tensor image, RunResult run) = denoiser.Denoise(
            Planes(golden.Inputs["noisy_rgb_hwc"]), false, new DenoiseOptions { AuthorsTiling = true });

        Assert.That(run.Tiles, Is.EqualTo(4));
        float[] expected = golden.Labels["output/rgb_hwc_u8"].Values.Data;
        byte[] levels = Levels.Of(image);
        Assert.That(levels.Zip(expected, (a, b) => Math.Abs(a - b)).Max(), Is.LessThanOrEqualTo(1));
        Assert.That(levels.Zip(expected, (a, b) => a == b).Count(same => same), Is.GreaterThan(0.999 * levels.Length));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Denoise_ColourInTiles_IsTheWhole(bool isCascade)
    {
        using var weights = new WeightSet("small", isCascade ? SmallNetworks.Denoiser() : SmallNetworks.DnCnn());
        using PictureDenoiser denoiser = Open(weights);
        Tensor picture = Noise.Add(new Tensor(new Shape(1, 3, 150, 171)), 0.2, seed: 3);
        Tensor whole = denoiser.Denoise(picture, false, new DenoiseOptions()).Image;
        (Tensor tiled, RunResult run) = denoiser.Denoise(picture, false, new DenoiseOptions { Tiles = TileRule.OfSide(64) });
        Assert.That(run.Tiles, Is.GreaterThan(4));
        Assert.That(TensorDistance.Between(tiled, whole, 1e-5).Passed);
        if (!isCascade) return;

        // The authors' blocks are averaged, which is another result near their edges.
        Tensor authors = denoiser.Denoise(picture, false, new DenoiseOptions { AuthorsTiling = true }).Image;
        Assert.That(TensorDistance.Between(authors, whole, 1e-5).Passed, Is.False);
    }

    [TestCase(1, 1)]
    [TestCase(2, 3)]
    [TestCase(61, 45)]
    public void Denoise_AnySize_KeepsIt(int height, int width)
    {
        foreach (IEnumerable<StoredTensor> tensors in new[] { SmallNetworks.Denoiser(), SmallNetworks.DnCnn() })
        {
            using var weights = new WeightSet("small", tensors);
            using PictureDenoiser denoiser = Open(weights);
            var picture = new Tensor(new Shape(1, 3, height, width));
            Assert.That(denoiser.Denoise(picture, false, new DenoiseOptions()).Image.Shape, Is.EqualTo(picture.Shape));
        }
    }

    [Test]
    public void Denoise_GreyByDnCnn_IsThatOfEachChannel()
    {
        using var weights = new WeightSet("small", SmallNetworks.DnCnn());
        using PictureDenoiser denoiser = Open(weights);
        Tensor plane = Noise.Add(new Tensor(new Shape(1, 1, 20, 30)), 0.2, seed: 5);
        var picture = new Tensor(new Shape(1, 3, 20, 30), [.. plane.Data, .. plane.Data, .. plane.Data]);
        Assert.That(
            denoiser.Denoise(picture, true, new DenoiseOptions()).Image.Data,
            Is.EqualTo(denoiser.Denoise(picture, false, new DenoiseOptions()).Image.Data));
        Assert.That(() => denoiser.Denoise(picture, true, new DenoiseOptions { AuthorsTiling = true }), Throws.ArgumentException);
    }

    [Test]
    public void Open_WeightsOfAnotherNetwork_AreRefused()
    {
        using var weights = new WeightSet("sft.safetensors", SmallNetworks.SftNet());
        Assert.That(
            () => Open(weights),
            Throws.TypeOf<InvalidFileException>().With.Message.Contains("sft.safetensors").And.Message.Contains("DnCNN"));
    }

    [TestCase("25", 25)]
    [TestCase(null, null)]
    public void Open_SigmaInTheMetadata_IsRead(string? text, double? expected)
    {
        var metadata = new Dictionary<string, string>();
        if (text is not null) metadata[PictureDenoiser.SigmaKey] = text;
        using var weights = new WeightSet("small", SmallNetworks.DnCnn(), metadata);
        using PictureDenoiser denoiser = Open(weights);
        Assert.That(denoiser.TrainedSigma, Is.EqualTo(expected));
    }

    /// <summary>
    /// DnCNN's published mean over the 68 pictures is 29.23 dB (Zhang et al. 2017, table 2); noise is neither clipped nor
    /// rounded.
    /// </summary>
    [Test]
    [Explicit("takes minutes")]
    public void Denoise_Bsd68AtSigma25ByTheOfficialDnCnn_ReachesThePublishedPsnr()
    {
        using WeightSet weights = NetworkWeights.Open(TestFiles.Shared("weights/official/dncnn_25.pth"));
        using PictureDenoiser denoiser = Open(weights);
        string[] names = [.. TestFiles.SharedNames(Bsd68, "*.png")];
        Assert.That(names, Has.Length.EqualTo(68));
        double mean = names.Select((name, i) => MeasurePsnr(denoiser, TestFiles.Shared($"{Bsd68}/{name}"), seed: i)).Average();
        TestContext.Out.WriteLine($"{mean:0.000} dB");
        Assert.That(mean, Is.EqualTo(29.23).Within(0.05));
    }

    /// <summary>The noisy picture has 20.2 dB.</summary>
    [Test]
    public void Denoise_OnePictureByTheOfficialDnCnn_RemovesMostOfTheNoise()
    {
        using WeightSet weights = NetworkWeights.Open(TestFiles.Shared("weights/official/dncnn_25.pth"));
        using PictureDenoiser denoiser = Open(weights);
        double psnr = MeasurePsnr(denoiser, TestFiles.Shared($"{Bsd68}/test003.png"), seed: 0);
        TestContext.Out.WriteLine($"{psnr:0.000} dB");
        Assert.That(psnr, Is.GreaterThan(27));
    }

    private static double MeasurePsnr(PictureDenoiser denoiser, string path, int seed)
    {
        Tensor clean = ImageFile.Read(path).Colour;
        int plane = clean.Shape.H * clean.Shape.W;
        Tensor noisy = Noise.Add(new Tensor(clean.Shape.WithChannels(1), clean.Data[..plane]), 25.0 / White, seed);
        var picture = new Tensor(clean.Shape, [.. noisy.Data, .. noisy.Data, .. noisy.Data]);
        Tensor denoised = denoiser.Denoise(picture, isGrey: true, new DenoiseOptions()).Image;
        double squares = 0;
        for (int i = 0; i < plane; i++)
        {
            double level = Math.Round(Math.Clamp(denoised.Data[i], 0, 1) * White);
            squares += (level - (clean.Data[i] * White)) * (level - (clean.Data[i] * White));
        }

        return 10 * Math.Log10(White * White / (squares / plane));
    }

    private static PictureDenoiser Open(WeightSet weights) => new(weights, TestDevices.Open(TestDevices.WidestSimd));

    /// <summary>Levels [H,W,3] to [1,3,H,W] within 0 and 1.</summary>
    private static Tensor Planes(Tensor levels)
    {
        int plane = levels.Shape[0] * levels.Shape[1];
        var picture = new Tensor(new Shape(1, 3, levels.Shape[0], levels.Shape[1]));
        for (int i = 0; i < picture.Data.Length; i++) picture.Data[i] = levels.Data[(i % plane * 3) + (i / plane)] / White;
        return picture;
    }
}
