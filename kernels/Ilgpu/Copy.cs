using GpuRetinex.Planning;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>Copies a slice into another one. One thread for each value, the channel fastest: bound by memory.</summary>
internal static class Copy
{
    public static Action Prepare(Step step, LaunchBuilder builder)
    {
        var arguments = new CopyArguments
        {
            Input = builder.Slice(step.Inputs[0]),
            Output = builder.Slice(step.Output),
            Count = (int)step.Output.Shape.Count,
        };
        return builder.Launch(Compute, arguments.Count, arguments);
    }

    internal static void Compute(CopyArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        if (index >= arguments.Count) return;
        int pixel = index / arguments.Output.Channels;
        int channel = index - pixel * arguments.Output.Channels;
        arguments.Output.Store(pixel, channel, arguments.Input[pixel, channel]);
    }
}
