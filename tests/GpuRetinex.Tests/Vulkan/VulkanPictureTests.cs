using GpuRetinex.Devices;
using GpuRetinex.Imaging;
using GpuRetinex.Kernels.Vulkan;
using GpuRetinex.Networks;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Vulkan;

/// <summary>A whole picture on a Vulkan device whose memory is limited.</summary>
internal sealed class VulkanPictureTests
{
    [Test]
    public void Enhance_LittleMemory_IsCutIntoTilesAndEqualsSimdWithinOneLevel()
    {
        Picture picture = ImageFile.Read(Path.Combine(TestFiles.Repository, "samples", "dark.jpg"));
        Tensor cut = Patch.Cut(picture.Colour, new Region(100, 150, 200, 240));
        using VulkanDevice device = TestDevices.OpenVulkan(new VulkanOptions { MemoryLimit = 108 << 20 });

        EnhanceResult tiled = Enhance(device, cut, TileRule.WithinBytes(device.MemoryBudget));
        EnhanceResult whole = Enhance(TestDevices.Open(TestDevices.WidestSimd), cut, TileRule.Off);

        Assert.That(tiled.Run.Tiles, Is.GreaterThan(1));
        Assert.That(tiled.Run.PeakBytes, Is.LessThan(108 << 20));
        Assert.That(Levels(whole).Zip(Levels(tiled), (a, b) => Math.Abs(a - b)).Max(), Is.LessThanOrEqualTo(1));
        TestDevices.RequireValid(device);
    }

    private static EnhanceResult Enhance(IDevice device, Tensor colour, TileRule tiles)
    {
        using WeightSet weights = NetworkWeights.Open(Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors"));
        using var enhancer = new IssrEnhancer(weights, device);
        return enhancer.Enhance(new Tensor(colour.Shape, [.. colour.Data]), new EnhanceOptions { Tiles = tiles });
    }

    /// <summary>The picture as it would be written with 8 bits.</summary>
    private static IEnumerable<byte> Levels(EnhanceResult result) =>
        result.Image.Data.Select(value => (byte)Math.Clamp(value * 255, 0, 255));
}
