using GpuRetinex.Cli.Pictures;
using GpuRetinex.Imaging;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Cli;

/// <summary>How a limit on the process's memory is divided among pictures and the device.</summary>
internal sealed class MemoryBudgetTests
{
    /// <summary>Bytes per pixel of a result of three float32 channels.</summary>
    private const int ResultBytes = 12;

    /// <summary>Far above what a test process takes.</summary>
    private const long Limit = 40L << 30;

    [Test]
    public void ForDevice_ThreePicturesOfTheLargestSize_LeavesHalf()
    {
        var budget = new MemoryBudget(Limit, pictures: 3);
        long pixels = budget.LargestBeside(ResultBytes), free = budget.ForDevice(OfPixels(0), ResultBytes, alone: true);
        Assert.That(pixels, Is.GreaterThan(50_000_000));

        // The picture's pixels are of the depth that takes the most; what they take is linear, so a smaller one tells the rest.
        const int sample = 1_000_000;
        long each = free - budget.ForDevice(OfPixels(sample), ResultBytes, alone: false);
        Assert.That((double)each / sample * pixels / free, Is.EqualTo(0.5).Within(1e-4));
    }

    [TestCase(8, 3 * 12 + 3 * 4 + 2 * ResultBytes, 12 + 4 + ResultBytes)]
    [TestCase(16, 3 * 12 + 3 * 8 + 2 * ResultBytes, 12 + 8 + ResultBytes)]
    public void ForDevice_Alone_CountsOnePictureOfThree(int bitDepth, int beside, int alone)
    {
        var budget = new MemoryBudget(Limit, pictures: 2);
        const int pixels = 1_000_000;
        Picture picture = OfPixels(pixels, bitDepth);
        long together = budget.ForDevice(picture, ResultBytes, alone: false),
            single = budget.ForDevice(picture, ResultBytes, alone: true);
        Assert.That(single - together, Is.EqualTo((long)(beside - alone) * pixels));
    }

    [Test]
    public void LargestBeside_OnePicture_IsAlone() =>
        Assert.That(new MemoryBudget(Limit, pictures: 1).LargestBeside(ResultBytes), Is.Zero);

    private static Picture OfPixels(int pixels, int bitDepth = MemoryBudget.DeepestBits) =>
        new(
            "a.png", new Tensor(new Shape(1, 3, 1, pixels)), bitDepth, Alpha: null, IsGrey: false, PictureMetadata.None,
            Notes: []);
}
