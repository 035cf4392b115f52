using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Maximum or mean over a window: Pooling.comp.</summary>
internal static class Pooling
{
    public static string Prepare(Pooling2D op, Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[0];
        BoundView output = builder.Bind(step.Output), x = builder.Bind(input);
        WindowOrigin origin = WindowOrigin.Of(
            input, step.Output, op.Stride, op.PaddingBefore(input.Map.H), op.PaddingBefore(input.Map.W));
        long threads = Pixels.QuadThreads(step.Output.Shape);
        Parameters parameters = new Parameters().Add(output).Add(x).Add(
            step.Output.Shape.W, step.Output.Shape.H, input.Shape.W, input.Shape.H, origin.Row, origin.Column,
            input.Map.W + op.PaddingBefore(input.Map.W) - input.Region.Left,
            input.Map.H + op.PaddingBefore(input.Map.H) - input.Region.Top,
            Pixels.Quads(step.Output.Shape), (int)threads);
        builder.AddPointwise(
            "Pooling", [output.IsVector, x.IsVector, (int)op.Kind, op.Kernel, op.Stride],
            output.Memory, [x.Memory], parameters, threads, Pixels.Work(input.Shape.Count + step.Output.Shape.Count));
        return "direct";
    }
}
