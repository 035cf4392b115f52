using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// An activation that no convolution could draw into its store. One thread for each value, the channel fastest: bound by memory.
/// </summary>
internal static class Activation
{
    public static Action Prepare(Activate op, Step step, LaunchBuilder builder)
    {
        var arguments = new ActivationArguments
        {
            Input = builder.Slice(step.Inputs[0]),
            Output = builder.Slice(step.Output),
            Kind = (int)op.Activation.Kind,
            Slope = op.Activation.Slope,
            Count = (int)step.Output.Shape.Count,
        };
        return builder.Launch(Compute, arguments.Count, arguments);
    }

    internal static void Compute(ActivationArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        if (index >= arguments.Count) return;
        int pixel = index / arguments.Output.Channels;
        int channel = index - pixel * arguments.Output.Channels;
        float value = arguments.Input[pixel, channel];
        arguments.Output.Store(pixel, channel, DeviceMath.Activate(arguments.Kind, arguments.Slope, value));
    }
}
