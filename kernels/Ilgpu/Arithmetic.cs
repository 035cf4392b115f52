using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Sum, product and affine modulation that no convolution could draw into its store. One thread for each value, the channel
/// fastest: bound by memory. A factor of one channel serves all channels of its pixel.
/// </summary>
internal static class Arithmetic
{
    public static Action Prepare(Operator op, Step step, LaunchBuilder builder)
    {
        Slice x = builder.Slice(step.Inputs[0]);
        var arguments = new ArithmeticArguments
        {
            X = x,
            Second = builder.Slice(step.Inputs[1]),
            Third = op is Operators.Modulate ? builder.Slice(step.Inputs[2]) : x,
            Output = builder.Slice(step.Output),
            Offset = op is Operators.Modulate modulate ? modulate.Offset : 0,
            Count = (int)step.Output.Shape.Count,
        };
        Action<ArithmeticArguments> kernel = op switch
        {
            Operators.Add => Add,
            Operators.Multiply => Multiply,
            _ => Modulate,
        };
        return builder.Launch(kernel, arguments.Count, arguments);
    }

    internal static void Add(ArithmeticArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        if (index >= arguments.Count) return;
        int pixel = index / arguments.Output.Channels;
        int channel = index - pixel * arguments.Output.Channels;
        arguments.Output.Store(pixel, channel, arguments.X[pixel, channel] + arguments.Second[pixel, channel]);
    }

    internal static void Multiply(ArithmeticArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        if (index >= arguments.Count) return;
        int pixel = index / arguments.Output.Channels;
        int channel = index - pixel * arguments.Output.Channels;
        float factor = arguments.Second[pixel, arguments.Second.Channels == 1 ? 0 : channel];
        arguments.Output.Store(pixel, channel, arguments.X[pixel, channel] * factor);
    }

    internal static void Modulate(ArithmeticArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        if (index >= arguments.Count) return;
        int pixel = index / arguments.Output.Channels;
        int channel = index - pixel * arguments.Output.Channels;
        float factor = arguments.Second[pixel, channel] + arguments.Offset;
        arguments.Output.Store(pixel, channel, arguments.X[pixel, channel] * factor + arguments.Third[pixel, channel]);
    }
}
