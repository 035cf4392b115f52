using GpuRetinex.Golden;
using GpuRetinex.Metrics;
using GpuRetinex.Networks.Sftgan;
using GpuRetinex.Resampling;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Networks;

/// <summary>Both networks with all that the authors' test scripts do around them.</summary>
internal sealed class SftganPipelineTests
{
    private const double Tolerance = 1e-4;
    private const int Reduction = 8;

    [Test]
    public void Upscale_GoldenPicture_GivesTheGoldenResult()
    {
        var golden = new GoldenFile(TestFiles.Shared("golden/dev/sftgan_pipeline_a.safetensors"));
        using WeightSet segmentation = golden.Parameters[0].Generate(), generator = golden.Parameters[1].Generate();
        using var upscaler = new SftganUpscaler(generator, segmentation, TestDevices.Open(TestDevices.WidestSimd));

        Tensor small = BicubicResize.Scale(Crop(golden.Inputs["hr_rgb_u8"]), 0.25);
        AssertNear(golden, "stage/sr_lr_rgb", small);
        UpscaleResult result = upscaler.Upscale(small, new UpscaleOptions());

        AssertNear(golden, "stage/prob", result.Segmentation);
        AssertNear(golden, "output/sr", result.Image);
        float[] expected = golden.Labels["output/sr_rgb_u8"].Values.Data;
        byte[] levels = Levels.Of(result.Image);
        Assert.That(levels.Zip(expected, (a, b) => Math.Abs(a - b)).Max(), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void Upscale_SegmentationGiven_NeedsNoSegmentationNetwork()
    {
        using var generator = new WeightSet("small", SmallNetworks.SftNet());
        using var upscaler = new SftganUpscaler(generator, null, TestDevices.Open(TestDevices.WidestSimd));
        var options = new UpscaleOptions { Segmentation = new Tensor(new Shape(1, 8, 20, 12)) };
        Assert.That(
            upscaler.Upscale(new Tensor(new Shape(1, 3, 5, 3)), options).Image.Shape, Is.EqualTo(new Shape(1, 3, 20, 12)));
        Assert.That(() => upscaler.Upscale(new Tensor(new Shape(1, 3, 5, 3)), new UpscaleOptions()), Throws.ArgumentException);
    }

    /// <summary>Also where four times a side is no multiple of the segmentation's 8.</summary>
    [TestCase(1, 1)]
    [TestCase(7, 5)]
    [TestCase(3, 16)]
    public void Upscale_AnySize_GivesFourTimesThat(int height, int width)
    {
        using WeightSet generator = new(
            "small", SmallNetworks.SftNet(torch: true)), segmentation = new("small", SmallNetworks.OutdoorSceneSeg());
        using var upscaler = new SftganUpscaler(generator, segmentation, TestDevices.Open(TestDevices.WidestSimd));
        UpscaleResult result = upscaler.Upscale(new Tensor(new Shape(1, 3, height, width)), new UpscaleOptions());
        Assert.That(result.Image.Shape, Is.EqualTo(new Shape(1, 3, 4 * height, 4 * width)));
        Assert.That(result.SegmentedSize, Is.EqualTo((4 * height, 4 * width)));
    }

    [Test]
    public void Upscale_SmallBudget_SegmentsASmallerPicture()
    {
        using WeightSet generator = new("small", SmallNetworks.SftNet()), segmentation = new(
            "small", SmallNetworks.OutdoorSceneSeg());
        using var upscaler = new SftganUpscaler(generator, segmentation, TestDevices.Open(TestDevices.WidestSimd));
        var options = new UpscaleOptions { Tiles = GpuRetinex.Devices.TileRule.WithinBytes(2_000_000) };
        UpscaleResult result = upscaler.Upscale(new Tensor(new Shape(1, 3, 120, 160)), options);
        Assert.That(result.SegmentedSize!.Value.Height, Is.LessThan(480).And.GreaterThanOrEqualTo(64));
        Assert.That(result.Segmentation.Shape, Is.EqualTo(new Shape(1, 8, 480, 640)));
        for (int i = 0; i < 480 * 640; i += 1001)
            Assert.That(
                Enumerable.Range(0, 8).Sum(c => result.Segmentation.Data[(c * 480 * 640) + i]), Is.EqualTo(1).Within(1e-5));
    }

    private static void AssertNear(GoldenFile golden, string name, Tensor actual)
    {
        TensorDistance distance = golden.Expected[name].Compare(actual, Tolerance).First().Distance;
        Assert.That(distance.Passed, $"{name} {distance}");
        TestContext.Out.WriteLine($"{name} {distance.RelativeL2:E2}");
    }

    /// <summary>Levels [H,W,3] to [1,3,H,W] within 0 and 1, cut to multiples of 8 as the authors do.</summary>
    private static Tensor Crop(Tensor levels)
    {
        int height = levels.Shape[0] / Reduction * Reduction, width = levels.Shape[1] / Reduction * Reduction;
        var picture = new Tensor(new Shape(1, 3, height, width));
        for (int i = 0; i < picture.Data.Length; i++)
        {
            (int channel, int y, int x) = (i / (height * width), i / width % height, i % width);
            picture.Data[i] = levels.Data[(((y * levels.Shape[1]) + x) * 3) + channel] / 255;
        }

        return picture;
    }
}
