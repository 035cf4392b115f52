using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// Which algorithm computes a convolution: the one asked for where it can, else the one expected to be the fastest.
/// </summary>
/// <param name="device">Its precision and limits decide which there are.</param>
/// <param name="choice">What is asked for; null for nothing.</param>
internal sealed class ConvolutionAlgorithm(VulkanDevice device, IAlgorithmChoice? choice)
{
    public const string Direct = "direct";

    /// <summary>With fewer channels on either side most of a tile would be padding.</summary>
    private const int FewestTiledChannels = 12;

    /// <summary>
    /// Multiply-adds in the time of writing and reading four bytes: 8 bytes × 10 multiply-adds for each byte at 60 % of the peak.
    /// On large maps 4×4 tiles pay with 64 channels and not with 32.
    /// </summary>
    private const double TransferWork = 48;

    /// <summary>All that a device has.</summary>
    public static IReadOnlyList<string> All(Precision precision)
    {
        string[] exact = [Direct, .. ConvolutionTile.All.Select(tile => tile.Algorithm)];
        return precision == Precision.Exact ? exact : [.. exact, .. WinogradTile.All.Select(tile => tile.Algorithm)];
    }

    /// <summary>
    /// The algorithm of a step. What is not thin goes by <see cref="ConvolutionWork"/>: the product of windows, or the cheaper
    /// kind of Winograd's tiles if that is cheaper still.
    /// </summary>
    public string For(Convolution2D op, Step step)
    {
        WinogradTile[] fitting = [.. WinogradTile.All.Where(tile => Fits(op, step, tile))];
        string? asked = choice?.For(step);
        bool fits = WinogradTile.Named(asked) is not { } winograd || fitting.Contains(winograd);
        if (fits && device.Algorithms.Contains(asked)) return asked!;
        Shape weights = step.Inputs[Convolution2D.WeightsIndex].Shape, output = step.Output.Shape;
        if (Math.Min(weights[0], weights[1]) < FewestTiledChannels) return Direct;
        var tiled = ConvolutionTile.For(weights[0], Pixels.Of(output), Multiprocessors);
        if (fitting.Length == 0) return tiled.Algorithm;
        WinogradTile cheapest = fitting.MinBy(tile => WinogradWork(tile, weights, output))!;
        bool pays = WinogradWork(cheapest, weights, output) < WorkOf(tiled).OfWindows(weights, output);
        return pays ? cheapest.Algorithm : tiled.Algorithm;
    }

    private int Multiprocessors => device.Context.Facts.Multiprocessors;

    private double WinogradWork(WinogradTile tile, Shape weights, Shape output) =>
        WorkOf(WinogradPlan.ProductTileFor(weights[0])).OfWinograd(tile, weights, output);

    private ConvolutionWork WorkOf(ConvolutionTile tile) =>
        new(tile.Pixels, tile.Outputs, ConvolutionTile.Depth, Multiprocessors, TransferWork);

    private bool Fits(Convolution2D op, Step step, WinogradTile tile) =>
        device.Algorithms.Contains(tile.Algorithm)
        && WinogradTile.Fits(op, step.Inputs[Convolution2D.WeightsIndex].Shape)
        && new WinogradPlan(step, tile).WeightBytes <= device.Context.Facts.Limits.MaxStorageBufferRange;
}
