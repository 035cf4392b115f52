using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>An activation alone, and the copy, which is the activation that changes nothing: Activation.comp.</summary>
internal static class Activation
{
    public static string Prepare(Operators.Activation activation, Step step, LaunchBuilder builder)
    {
        BoundView output = builder.Bind(step.Output), x = builder.Bind(step.Inputs[0]);
        long threads = Pixels.QuadThreads(step.Output.Shape);
        Parameters parameters = new Parameters().Add(output).Add(x)
            .Add(step.Output.Shape.W, Pixels.Quads(step.Output.Shape), (int)threads).Add(activation.Slope);
        builder.AddPointwise(
            "Activation", [output.IsVector, x.IsVector, (int)activation.Kind],
            output.Memory, [x.Memory], parameters, threads, Pixels.Work(2 * step.Output.Shape.Count));
        return "pointwise";
    }
}
