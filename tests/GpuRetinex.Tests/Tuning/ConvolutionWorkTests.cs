using GpuRetinex.Devices.Tuning;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Tuning;

/// <summary>Each part of the count by which GPUs choose an algorithm.</summary>
internal sealed class ConvolutionWorkTests
{
    private static readonly Shape Weights = new(50, 20, 3, 3);

    /// <summary>Inputs become 32, outputs 64; a device of one multiprocessor is never idle.</summary>
    private static readonly ConvolutionWork Work =
        new(TilePixels: 128, TileOutputs: 64, TileDepth: 16, Multiprocessors: 1, TransferWork: 0);

    [Test]
    public void OfWindows_CountsWholeTiles() =>
        Assert.That(Work.OfWindows(Weights, new Shape(1, 50, 10, 13)), Is.EqualTo(256 * 9 * 32 * 64), "130 pixels");

    [TestCase(2, 16 * 128 * 32 * 64, TestName = "OfWinograd_2x2_CountsWholeTiles")]
    [TestCase(4, 36 * 128 * 32 * 64, TestName = "OfWinograd_4x4_CountsWholeTiles")]
    public void OfWinograd_CountsWholeTiles(int side, int expected) =>
        Assert.That(Of(Work, side, new Shape(2, 50, 11, 13)), Is.EqualTo(expected + Pauses(1)), "2 · 6 · 7 or 2 · 3 · 4 tiles");

    [TestCase(1, 16)]
    [TestCase(16, 16)]
    [TestCase(40, 40, Description = "24 have nothing to do")]
    public void OfWinograd_FewerGroupsThanMultiprocessors_TakesAsLongAsSoMany(int multiprocessors, int groups) =>
        Assert.That(
            Of(Work with { Multiprocessors = multiprocessors }, 2, new Shape(1, 50, 4, 4)),
            Is.EqualTo(groups * 128 * 32 * 64 + Pauses(multiprocessors)));

    [Test]
    public void TransferWork_CountsWindowsProductsAndHalfTheWeights()
    {
        var output = new Shape(1, 50, 6, 10);
        ConvolutionWork transferring = Work with { TransferWork = 10 };
        Assert.That(Of(transferring, 2, output) - Of(Work, 2, output), Is.EqualTo(16 * (10 * 15 * (32 + 64) + 5 * 32 * 64)));
        Assert.That(transferring.OfWindows(Weights, output) - Work.OfWindows(Weights, output), Is.EqualTo(5 * 9 * 32 * 64));
    }

    private static double Of(ConvolutionWork work, int side, Shape output) =>
        work.OfWinograd(WinogradTile.All.Single(tile => tile.Side == side), Weights, output);

    private static double Pauses(int multiprocessors) => 2 * 64e3 * multiprocessors;
}
