using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Pixel shuffle, zero padding and cropping: every output value is one input value or zero. One thread for each output value,
/// the channel fastest: bound by memory.
/// </summary>
internal static class Rearrangement
{
    public static Action Prepare(PixelShuffle op, Step step, LaunchBuilder builder)
    {
        RearrangementArguments arguments = ArgumentsOf(step, builder);
        arguments.Factor = op.Factor;
        arguments.Top = step.Inputs[0].BufferRegion.Top * op.Factor - step.Output.Region.Top;
        arguments.Left = step.Inputs[0].BufferRegion.Left * op.Factor - step.Output.Region.Left;
        return builder.Launch(Shuffle, arguments.Count, arguments);
    }

    public static Action Prepare(Pad2D op, Step step, LaunchBuilder builder)
    {
        RearrangementArguments arguments = ArgumentsOf(step, builder);
        arguments.Top = op.Top + step.Inputs[0].BufferRegion.Top - step.Output.Region.Top;
        arguments.Left = op.Left + step.Inputs[0].BufferRegion.Left - step.Output.Region.Left;
        return builder.Launch(Pad, arguments.Count, arguments);
    }

    internal static void Shuffle(RearrangementArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        if (index >= arguments.Count) return;
        int pixel = index / arguments.Output.Channels;
        int channel = index - pixel * arguments.Output.Channels;
        int line = pixel / arguments.OutputWidth, column = pixel - line * arguments.OutputWidth - arguments.Left;
        line -= arguments.Top;

        // Rows count through all images: their numbers are multiples of the factor at every image's first.
        int row = line / arguments.Factor, sourceColumn = column / arguments.Factor;
        int phase = (line - row * arguments.Factor) * arguments.Factor + column - sourceColumn * arguments.Factor;
        int sourceChannel = channel * arguments.Factor * arguments.Factor + phase;
        arguments.Output.Store(pixel, channel, arguments.Input.LoadDense(row * arguments.Width + sourceColumn, sourceChannel));
    }

    internal static void Pad(RearrangementArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        if (index >= arguments.Count) return;
        int pixel = index / arguments.Output.Channels;
        int channel = index - pixel * arguments.Output.Channels;
        int line = pixel / arguments.OutputWidth;
        int image = line / arguments.OutputHeight;
        int row = line - image * arguments.OutputHeight - arguments.Top;
        int column = pixel - line * arguments.OutputWidth - arguments.Left;
        bool exists = (uint)row < (uint)arguments.Height & (uint)column < (uint)arguments.Width;
        int source = exists ? (image * arguments.Height + row) * arguments.Width + column : 0;
        float value = arguments.Input.LoadDense(source, channel);
        arguments.Output.Store(pixel, channel, exists ? value : 0);
    }

    private static RearrangementArguments ArgumentsOf(Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[0], output = step.Output;
        return new RearrangementArguments
        {
            Input = builder.Buffer(input),
            Output = builder.Slice(output),
            Height = input.Buffer.H,
            Width = input.Buffer.W,
            OutputHeight = output.Shape.H,
            OutputWidth = output.Shape.W,
            Count = (int)output.Shape.Count,
        };
    }
}
