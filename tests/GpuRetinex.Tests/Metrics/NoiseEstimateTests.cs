using GpuRetinex.Imaging;
using GpuRetinex.Metrics;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Metrics;

internal sealed class NoiseEstimateTests
{
    [TestCase(5)]
    [TestCase(15)]
    [TestCase(25)]
    [TestCase(50)]
    public void StandardDeviation_PhotographWithNoise_IsThatOfTheNoise(double sigma)
    {
        Tensor picture = ImageFile.Read(Path.Combine(TestFiles.Repository, "samples", "cat.jpg")).Colour;
        Tensor noisy = Noise.Add(picture, sigma / 255, seed: 1);
        double own = NoiseEstimate.StandardDeviation(picture) * 255, expected = Math.Sqrt((sigma * sigma) + (own * own));
        Assert.That(NoiseEstimate.StandardDeviation(noisy) * 255, Is.EqualTo(expected).Within(0.15 * sigma));
    }

    [Test]
    public void StandardDeviation_NothingToMeasure_IsZero()
    {
        Assert.That(NoiseEstimate.StandardDeviation(new Tensor(new Shape(1, 3, 1, 1), [0.5f, 0.5f, 0.5f])), Is.Zero);
        Assert.That(NoiseEstimate.StandardDeviation(new Tensor(new Shape(1, 1, 8, 8))), Is.Zero);
    }
}
