using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>Which algorithm computes a convolution: the one asked for where it can, else the one expected to be the fastest.</summary>
/// <param name="device">Its precision and its groups decide which there are.</param>
/// <param name="choice">What is asked for; null for nothing.</param>
internal sealed class ConvolutionAlgorithm(IlgpuDevice device, IAlgorithmChoice? choice)
{
    public const string Direct = "direct", Winograd = "winograd 4x4";

    /// <summary>The product of windows with tiles of so many pixels and channels.</summary>
    public static readonly string Wide = TiledName<WideTile>(), Narrow = TiledName<NarrowTile>();

    /// <summary>Below a quarter of a tile the direct kernel wastes less.</summary>
    private const int FewestTiledPixels = ConvolutionTiled.TilePixels / 4;

    /// <summary>All that a device has.</summary>
    public static IReadOnlyList<string> All(KernelCache kernels, Precision precision) =>
        kernels.TiledMultiprocessors == 0 ? [Direct]
        : precision == Precision.Exact ? [Direct, Wide, Narrow]
        : [Direct, Wide, Narrow, Winograd];

    /// <summary>The algorithm of a step.</summary>
    public string For(Convolution2D op, Step step)
    {
        bool fitsTiles = step.Inputs.Where(input => !input.IsConstant).Append(step.Output).All(LaunchBuilder.IsVector);
        bool fitsWinograd = device.Algorithms.Contains(Winograd) && WinogradConvolution.Fits(op, step);
        string? asked = choice?.For(step);
        if (asked == Direct || (asked == Winograd && fitsWinograd)) return asked;
        if ((asked == Wide || asked == Narrow) && fitsTiles && device.Algorithms.Contains(asked)) return asked;
        if (fitsWinograd && WinogradConvolution.Pays(step)) return Winograd;
        return fitsTiles ? DirectOrTiled(step.Output.Shape.C, (long)step.Output.Shape.N * step.Output.Shape.H * step.Output.Shape.W) : Direct;
    }

    private string DirectOrTiled(int channels, long pixels)
    {
        int multiprocessors = device.Kernels.TiledMultiprocessors;
        if (multiprocessors == 0 || pixels < FewestTiledPixels) return Direct;
        long groups = Groups(pixels, ConvolutionTiled.TilePixels) * Groups(channels, WideTile.Channels);
        return groups >= 2 * multiprocessors && channels > NarrowTile.Channels ? Wide : Narrow;
    }

    private static long Groups(long items, int groupSize) => (items + groupSize - 1) / groupSize;

    private static string TiledName<TTile>()
        where TTile : struct, ITile => $"tiled {ConvolutionTiled.TilePixels}x{TTile.Channels}";
}
