using GpuRetinex.Devices;
using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// Convolution with everything that may follow in its store: Winograd's algorithm where it pays, ConvolutionTiled.comp for
/// most other layers, ConvolutionDirect.comp for thin ones.
/// </summary>
internal static class Convolution
{
    /// <summary>Channels of a quad.</summary>
    private const int Quad = 4;

    /// <summary>With fewer channels on either side most of a tile would be padding.</summary>
    private const int FewestTiledChannels = 12;

    /// <summary>Output pixels of a thread of the direct kernel.</summary>
    private const int DirectPixels = 4;

    /// <summary>Chooses the kernel.</summary>
    public static string Prepare(Convolution2D op, Step step, LaunchBuilder builder)
    {
        if (UsesWinograd(op, step, builder.Device)) return WinogradConvolution.Prepare(op, step, builder);
        View weights = step.Inputs[Convolution2D.WeightsIndex];
        bool thin = Math.Min(weights.Shape[0], weights.Shape[1]) < FewestTiledChannels;
        return builder.Device.Options.Algorithm == "direct" || (builder.Device.Options.Algorithm != "tiled" && thin)
            ? PrepareDirect(op, step, builder)
            : PrepareTiled(op, step, builder);
    }

    /// <summary>Bytes that a step needs beside its operands while it runs.</summary>
    public static long ScratchBytes(Convolution2D op, Step step, VulkanDevice device)
    {
        if (!UsesWinograd(op, step, device)) return 0;
        var plan = new WinogradPlan(step);
        return LaunchBuilder.ScratchAlignment + plan.WindowBytes + plan.ProductBytes;
    }

    private static bool UsesWinograd(Convolution2D op, Step step, VulkanDevice device)
    {
        string? algorithm = device.Options.Algorithm;
        if (device.Precision == Precision.Exact || WinogradPlan.WeightBytes(step) > device.Context.Facts.Limits.MaxStorageBufferRange) return false;
        return algorithm == "winograd" ? WinogradPlan.Fits(op, step) : algorithm is null && WinogradPlan.Pays(op, step);
    }

    private static string PrepareDirect(Convolution2D op, Step step, LaunchBuilder builder)
    {
        View weights = step.Inputs[Convolution2D.WeightsIndex];
        int quads = WeightOrder.RoundUp(weights.Shape[0], Quad) / Quad;
        var launch = new ConvolutionOperands(op, step, builder);
        Parameters parameters = launch.Parameters(quads, WeightOrder.RoundUp(weights.Shape[1], Quad), quads);
        long threads = (Pixels.Of(step.Output.Shape) + DirectPixels - 1) / DirectPixels * quads;
        builder.AddPointwise(
            "ConvolutionDirect", launch.Constants, launch.Output, launch.Inputs(new WeightOrder(WeightKind.Convolution)), parameters, threads, step.Flops);
        return "direct";
    }

    private static string PrepareTiled(Convolution2D op, Step step, LaunchBuilder builder)
    {
        View weights = step.Inputs[Convolution2D.WeightsIndex];
        long pixels = Pixels.Of(step.Output.Shape);
        ConvolutionTile tile = ConvolutionTile.For(weights.Shape[0], pixels);
        var order = new WeightOrder(WeightKind.Convolution, ConvolutionTile.Depth, tile.Outputs);
        int outputs = WeightOrder.RoundUp(weights.Shape[0], tile.Outputs), groupColumns = outputs / tile.Outputs;
        var launch = new ConvolutionOperands(op, step, builder);
        Parameters parameters = launch.Parameters(outputs / Quad, WeightOrder.RoundUp(weights.Shape[1], ConvolutionTile.Depth), groupColumns);
        builder.Add(
            "ConvolutionTiled", [tile.Threads, .. launch.Constants, tile.Quads, tile.OutputThreads],
            launch.Output, launch.Inputs(order), parameters, (pixels + tile.Pixels - 1) / tile.Pixels * groupColumns, step.Flops);
        return $"tiled {tile.Pixels}x{tile.Outputs}";
    }
}
