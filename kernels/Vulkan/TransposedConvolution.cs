using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Transposed convolution without overlap: TransposedConvolution.comp.</summary>
internal static class TransposedConvolution
{
    /// <summary>Output pixels of a thread, all under one tap.</summary>
    private const int ThreadPixels = 4;

    public static string Prepare(TransposedConvolution2D op, Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[0], weights = step.Inputs[1];
        BoundView output = builder.Bind(step.Output), x = builder.Bind(input);
        int strips = (step.Output.Shape.W + ThreadPixels * op.Stride - 1) / (ThreadPixels * op.Stride);
        int quads = Pixels.Quads(step.Output.Shape);
        long threads = (long)step.Output.Shape.N * step.Output.Shape.H * strips * op.Stride * quads;
        Parameters parameters = new Parameters().Add(output).Add(x).Add(
            step.Output.Shape.W, step.Output.Shape.H, input.Shape.H,
            step.Output.Region.Top - op.Stride * input.Region.Top, step.Output.Region.Left - op.Stride * input.Region.Left,
            strips, quads, WeightOrder.RoundUp(input.Shape.C, 4), (int)threads);
        builder.AddPointwise(
            "TransposedConvolution", [output.IsVector, x.IsVector, op.Stride],
            output.Memory, [x.Memory, builder.Weights(weights, new WeightOrder(WeightKind.Transposed))], parameters, threads, step.Flops);
        return "direct";
    }
}
