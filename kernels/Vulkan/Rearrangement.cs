using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Pixel shuffle, zero padding and cropping: Rearrangement.comp.</summary>
internal static class Rearrangement
{
    public static string Prepare(PixelShuffle op, Step step, LaunchBuilder builder)
    {
        Prepare(step, builder, op.Factor, step.Output.Region.Top, step.Output.Region.Left);
        return "shuffle";
    }

    public static string Prepare(Pad2D op, Step step, LaunchBuilder builder)
    {
        WindowOrigin origin = WindowOrigin.Of(step.Inputs[0], step.Output, stride: 1, op.Top, op.Left);
        Prepare(step, builder, factor: 0, origin.Row, origin.Column);
        return "pad";
    }

    private static void Prepare(Step step, LaunchBuilder builder, int factor, int top, int left)
    {
        View input = step.Inputs[0];
        BoundView output = builder.Bind(step.Output), x = builder.Bind(input);
        long threads = Pixels.QuadThreads(step.Output.Shape);
        Parameters parameters = new Parameters().Add(output).Add(x).Add(
            step.Output.Shape.W, step.Output.Shape.H, input.Shape.W, input.Shape.H, top, left,
            input.Region.Top, input.Region.Left, Pixels.Quads(step.Output.Shape), (int)threads);
        builder.AddPointwise(
            "Rearrangement", [output.IsVector, factor > 0 ? 0 : x.IsVector, factor],
            output.Memory, [x.Memory], parameters, threads, Pixels.Work(2 * step.Output.Shape.Count));
    }
}
