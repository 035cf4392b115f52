using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Sum, product and affine modulation: Arithmetic.comp.</summary>
internal static class Arithmetic
{
    public static string Prepare(Operator op, Step step, LaunchBuilder builder)
    {
        BoundView output = builder.Bind(step.Output), x = builder.Bind(step.Inputs[0]), second = builder.Bind(step.Inputs[1]);
        BoundView third = op is Modulate ? builder.Bind(step.Inputs[2]) : x;
        int operation = op switch
        {
            Add => 0,
            Multiply => step.Inputs[1].Shape.C == step.Output.Shape.C ? 1 : 2,
            _ => 3,
        };
        long threads = Pixels.QuadThreads(step.Output.Shape);
        Parameters parameters = new Parameters().Add(output).Add(x).Add(second).Add(third)
            .Add(step.Output.Shape.W, Pixels.Quads(step.Output.Shape), (int)threads)
            .Add(op is Modulate modulate ? modulate.Offset : 0f);
        builder.AddPointwise(
            "Arithmetic", [output.IsVector, x.IsVector, operation == 2 ? 0 : second.IsVector, third.IsVector, operation],
            output.Memory, [x.Memory, second.Memory, third.Memory], parameters, threads,
            Pixels.Work((step.Inputs.Length + 1) * step.Output.Shape.Count));
        return "pointwise";
    }
}
