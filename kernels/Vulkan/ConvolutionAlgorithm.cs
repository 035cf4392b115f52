using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Which algorithm computes a convolution: the one asked for where it can, else the one expected to be the fastest.</summary>
/// <param name="device">Its precision and limits decide which there are.</param>
/// <param name="choice">What is asked for; null for nothing.</param>
internal sealed class ConvolutionAlgorithm(VulkanDevice device, IAlgorithmChoice? choice)
{
    public const string Direct = "direct", Winograd = "winograd 4x4";

    /// <summary>With fewer channels on either side most of a tile would be padding.</summary>
    private const int FewestTiledChannels = 12;

    /// <summary>All that a device has.</summary>
    public static IReadOnlyList<string> All(Precision precision)
    {
        string[] exact = [Direct, .. ConvolutionTile.All.Select(tile => tile.Algorithm)];
        return precision == Precision.Exact ? exact : [.. exact, Winograd];
    }

    /// <summary>The algorithm of a step.</summary>
    public string For(Convolution2D op, Step step)
    {
        bool fitsWinograd = device.Precision != Precision.Exact && WinogradPlan.Fits(op, step)
            && WinogradPlan.WeightBytes(step) <= device.Context.Facts.Limits.MaxStorageBufferRange;
        string? asked = choice?.For(step);
        if (device.Algorithms.Contains(asked) && (asked != Winograd || fitsWinograd)) return asked!;
        if (fitsWinograd && WinogradPlan.Pays(op, step)) return Winograd;
        View weights = step.Inputs[Convolution2D.WeightsIndex];
        bool thin = Math.Min(weights.Shape[0], weights.Shape[1]) < FewestTiledChannels;
        return thin ? Direct : ConvolutionTile.For(weights.Shape[0], Pixels.Of(step.Output.Shape)).Algorithm;
    }
}
