using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Transposed convolution: TransposedConvolution.comp.</summary>
internal static class TransposedConvolution
{
    /// <summary>Output pixels of a thread, a stride apart, so that they share their taps.</summary>
    private const int ThreadPixels = 4;

    public static string Prepare(TransposedConvolution2D op, Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[TransposedConvolution2D.InputIndex], kernel = step.Inputs[TransposedConvolution2D.WeightsIndex];
        BoundView output = builder.Bind(step.Output), x = builder.Bind(input);
        BufferRange weights = builder.Weights(kernel, new WeightOrder(WeightKind.Transposed, Groups: op.Groups));
        BufferRange bias = op.HasBias
            ? builder.Weights(step.Inputs[TransposedConvolution2D.BiasIndex], new WeightOrder(WeightKind.Bias))
            : weights;
        int strips = (step.Output.Shape.W + ThreadPixels * op.Stride - 1) / (ThreadPixels * op.Stride);
        int quads = Pixels.Quads(step.Output.Shape);
        long threads = (long)step.Output.Shape.N * step.Output.Shape.H * strips * op.Stride * quads;
        Parameters parameters = new Parameters().Add(output).Add(x).Add(
            step.Output.Shape.W, step.Output.Shape.H, input.Shape.W, input.Shape.H,
            step.Output.Region.Top + op.Padding, step.Output.Region.Left + op.Padding, input.Region.Top, input.Region.Left,
            strips, quads, WeightOrder.RoundUp(input.Shape.C, 4), (int)threads);
        builder.AddPointwise(
            "TransposedConvolution",
            [output.IsVector, x.IsVector, op.Stride, kernel.Shape[2], kernel.Shape[3], op.HasBias ? 1 : 0],
            output.Memory, [x.Memory, weights, bias], parameters, threads, (double)step.Flops * op.Groups);
        return "direct";
    }
}
