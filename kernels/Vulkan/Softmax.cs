using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Softmax over the channels of every pixel: Softmax.comp.</summary>
internal static class Softmax
{
    public static string Prepare(Step step, LaunchBuilder builder)
    {
        BoundView output = builder.Bind(step.Output), x = builder.Bind(step.Inputs[0]);
        long threads = Pixels.Of(step.Output.Shape);
        Parameters parameters = new Parameters().Add(output).Add(x).Add(step.Output.Shape.W, (int)threads);
        builder.AddPointwise(
            "Softmax", [output.IsVector, x.IsVector], output.Memory, [x.Memory], parameters, threads,
            Pixels.Work(4 * step.Output.Shape.Count));
        return "direct";
    }
}
