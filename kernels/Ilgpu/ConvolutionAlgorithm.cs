using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Which algorithm computes a convolution: the one asked for where it can, else the one expected to be the fastest.
/// </summary>
/// <param name="device">Its precision and its groups decide which there are.</param>
/// <param name="choice">What is asked for; null for nothing.</param>
internal sealed class ConvolutionAlgorithm(IlgpuDevice device, IAlgorithmChoice? choice)
{
    public const string Direct = "direct";

    /// <summary>The product of windows with tiles of so many pixels and channels.</summary>
    public static readonly string Wide = TiledName<WideTile>(), Narrow = TiledName<NarrowTile>();

    /// <summary>Below a quarter of a tile the direct kernel wastes less.</summary>
    private const int FewestTiledPixels = ConvolutionTiled.TilePixels / 4;

    /// <summary>With fewer channels Winograd's transforms cost more than the products save.</summary>
    private const int FewestWinogradChannels = 32;

    /// <summary>Multiply-adds in the time of writing and reading four bytes; with it 32 channels pay on large maps.</summary>
    private const double TransferWork = 36;

    /// <summary>All that a device has.</summary>
    public static IReadOnlyList<string> All(KernelCache kernels, Precision precision) =>
        kernels.TiledMultiprocessors == 0 ? [Direct]
        : precision == Precision.Exact ? [Direct, Wide, Narrow]
        : [Direct, Wide, Narrow, .. WinogradTile.All.Select(tile => tile.Algorithm)];

    /// <summary>
    /// The algorithm of a step. The cheaper kind of Winograd's tiles, by <see cref="ConvolutionWork"/>, if it is cheaper than the
    /// product of windows or views keep that from being computed.
    /// </summary>
    public string For(Convolution2D op, Step step)
    {
        Shape weights = step.Inputs[Convolution2D.WeightsIndex].Shape, output = step.Output.Shape;
        bool fitsTiles = step.Inputs.Where(input => !input.IsConstant).Append(step.Output).All(LaunchBuilder.IsVector);
        bool fitsWinograd = WinogradTile.Fits(op, weights);
        string? asked = choice?.For(step);
        bool fits = asked == Direct || (WinogradTile.Named(asked) is null ? fitsTiles : fitsWinograd);
        if (fits && device.Algorithms.Contains(asked)) return asked!;
        bool hasWinograd = WinogradTile.All.All(tile => device.Algorithms.Contains(tile.Algorithm));
        if (hasWinograd && fitsWinograd && Math.Min(weights[0], weights[1]) >= FewestWinogradChannels)
        {
            WinogradTile cheapest = WinogradTile.All.MinBy(tile => WinogradWork(tile, weights, output))!;
            if (!fitsTiles || WinogradWork(cheapest, weights, output) < TiledWork(weights, output)) return cheapest.Algorithm;
        }

        return fitsTiles ? DirectOrTiled(weights[0], PixelsOf(output)) : Direct;
    }

    private double WinogradWork(WinogradTile tile, Shape weights, Shape output) =>
        WorkOf(WinogradConvolution.TileChannels(weights[0])).OfWinograd(tile, weights, output);

    private double TiledWork(Shape weights, Shape output) =>
        WorkOf(IsWide(weights[0], PixelsOf(output)) ? WideTile.Channels : NarrowTile.Channels).OfWindows(weights, output);

    private ConvolutionWork WorkOf(int tileChannels) => new(
        ConvolutionTiled.TilePixels, tileChannels, ConvolutionTiled.Depth, device.Kernels.TiledMultiprocessors, TransferWork);

    private string DirectOrTiled(int channels, long pixels)
    {
        if (device.Kernels.TiledMultiprocessors == 0 || pixels < FewestTiledPixels) return Direct;
        return IsWide(channels, pixels) ? Wide : Narrow;
    }

    /// <summary>Whether the larger tile gives enough groups.</summary>
    private bool IsWide(int channels, long pixels)
    {
        long groups = Groups(pixels, ConvolutionTiled.TilePixels) * Groups(channels, WideTile.Channels);
        return groups >= 2 * device.Kernels.TiledMultiprocessors && channels > NarrowTile.Channels;
    }

    private static long PixelsOf(Shape output) => (long)output.N * output.H * output.W;

    private static long Groups(long items, int groupSize) => (items + groupSize - 1) / groupSize;

    private static string TiledName<TTile>()
        where TTile : struct, ITile => $"tiled {ConvolutionTiled.TilePixels}x{TTile.Channels}";
}
