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

    /// <summary>Output pixels of a thread of the direct kernel.</summary>
    private const int DirectPixels = 4;

    /// <summary>Prepares the launches of a step.</summary>
    /// <returns>The algorithm.</returns>
    public static string Prepare(Convolution2D op, Step step, LaunchBuilder builder)
    {
        string algorithm = builder.Algorithm.For(op, step);
        if (algorithm == ConvolutionAlgorithm.Direct) PrepareDirect(op, step, builder);
        else if (WinogradTile.Named(algorithm) is { } tile) WinogradConvolution.Prepare(op, step, builder, tile);
        else PrepareTiled(op, step, builder, ConvolutionTile.All.First(tile => tile.Algorithm == algorithm));
        return algorithm;
    }

    /// <summary>Bytes that a step needs beside its operands while it runs.</summary>
    public static long ScratchBytes(Convolution2D op, Step step, ConvolutionAlgorithm algorithm)
    {
        if (WinogradTile.Named(algorithm.For(op, step)) is not { } tile) return 0;
        var plan = new WinogradPlan(step, tile);
        return LaunchBuilder.ScratchAlignment + plan.WindowBytes + plan.ProductBytes;
    }

    private static void PrepareDirect(Convolution2D op, Step step, LaunchBuilder builder)
    {
        View weights = step.Inputs[Convolution2D.WeightsIndex];
        int quads = WeightOrder.RoundUp(weights.Shape[0], Quad) / Quad;
        var launch = new ConvolutionOperands(op, step, builder);
        Parameters parameters = launch.Parameters(quads, WeightOrder.RoundUp(weights.Shape[1], Quad), quads);
        long threads = (Pixels.Of(step.Output.Shape) + DirectPixels - 1) / DirectPixels * quads;
        builder.AddPointwise(
            "ConvolutionDirect", launch.Constants, launch.Output, launch.Inputs(new WeightOrder(WeightKind.Convolution)),
            parameters, threads, step.Flops);
    }

    private static void PrepareTiled(Convolution2D op, Step step, LaunchBuilder builder, ConvolutionTile tile)
    {
        View weights = step.Inputs[Convolution2D.WeightsIndex];
        long pixels = Pixels.Of(step.Output.Shape);
        var order = new WeightOrder(WeightKind.Convolution, ConvolutionTile.Depth, tile.Outputs);
        int outputs = WeightOrder.RoundUp(weights.Shape[0], tile.Outputs), groupColumns = outputs / tile.Outputs;
        var launch = new ConvolutionOperands(op, step, builder);
        Parameters parameters = launch.Parameters(
            outputs / Quad, WeightOrder.RoundUp(weights.Shape[1], ConvolutionTile.Depth), groupColumns);
        builder.Add(
            "ConvolutionTiled", [tile.Threads, .. launch.Constants, tile.Quads, tile.OutputThreads],
            launch.Output, launch.Inputs(order), parameters, (pixels + tile.Pixels - 1) / tile.Pixels * groupColumns, step.Flops);
    }
}
