using GpuRetinex.Imaging;
using GpuRetinex.Networks;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Networks;

internal sealed class SamePictureTests
{
    [Test]
    public void Enhance_SimdAndOpenCl_DifferByAtMostOneLevel()
    {
        Picture picture = ImageFile.Read(Path.Combine(TestFiles.Repository, "samples", "dark.jpg"));
        Tensor cut = Patch.Cut(picture.Colour, new Region(100, 150, 160, 240));

        byte[] expected = Levels(TestDevices.WidestSimd, cut), actual = Levels("opencl", cut);
        Assert.That(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), Is.LessThanOrEqualTo(1));
    }

    /// <summary>The enhanced picture as it would be written with 8 bits.</summary>
    private static byte[] Levels(string device, Tensor colour)
    {
        using WeightSet weights = NetworkWeights.Open(Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors"));
        using var enhancer = new IssrEnhancer(weights, TestDevices.Open(device));
        Tensor copy = new(colour.Shape, [.. colour.Data]);
        return [
            .. enhancer.Enhance(copy, new EnhanceOptions()).Image.Data.Select(value => (byte)Math.Clamp(value * 255, 0, 255))
        ];
    }
}
