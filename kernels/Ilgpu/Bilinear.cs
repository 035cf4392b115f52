using System.Runtime.CompilerServices;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Bilinear resize. Where target pixels lie is computed on the host, once, by the operator's own rule. One thread for each
/// output value, the channel fastest: bound by memory.
/// </summary>
internal static class Bilinear
{
    public static Action Prepare(BilinearResize op, Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[0], output = step.Output;
        int height = input.Shape.H, width = input.Shape.W, outputHeight = output.Shape.H, outputWidth = output.Shape.W;
        var arguments = new BilinearArguments
        {
            Input = builder.Slice(input),
            Output = builder.Slice(output),
            Rows = builder.Table(op, height, outputHeight, () => Array.ConvertAll(op.Samples(height, outputHeight), sample => sample.First)),
            Columns = builder.Table(op, width, outputWidth, () => Array.ConvertAll(op.Samples(width, outputWidth), sample => sample.First)),
            RowShares = builder.Table(op, height, outputHeight, () => Array.ConvertAll(op.Samples(height, outputHeight), sample => sample.Share)),
            ColumnShares = builder.Table(op, width, outputWidth, () => Array.ConvertAll(op.Samples(width, outputWidth), sample => sample.Share)),
            Height = height,
            Width = width,
            OutputHeight = outputHeight,
            OutputWidth = outputWidth,
            Count = (int)output.Shape.Count,
        };
        return builder.Launch(Compute, arguments.Count, arguments);
    }

    internal static void Compute(BilinearArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        if (index >= arguments.Count) return;
        int pixel = index / arguments.Output.Channels;
        int channel = index - pixel * arguments.Output.Channels;
        int line = pixel / arguments.OutputWidth;
        int column = pixel - line * arguments.OutputWidth;
        int image = line / arguments.OutputHeight;
        int row = line - image * arguments.OutputHeight;

        int top = arguments.Rows[row], left = arguments.Columns[column];
        int bottom = IntrinsicMath.Min(top + 1, arguments.Height - 1), right = IntrinsicMath.Min(left + 1, arguments.Width - 1);
        int first = image * arguments.Height * arguments.Width;
        float across = arguments.ColumnShares[column];
        float above = Between(
            arguments.Input[first + top * arguments.Width + left, channel], arguments.Input[first + top * arguments.Width + right, channel], across);
        float below = Between(
            arguments.Input[first + bottom * arguments.Width + left, channel], arguments.Input[first + bottom * arguments.Width + right, channel], across);
        arguments.Output.Store(pixel, channel, Between(above, below, arguments.RowShares[row]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Between(float first, float second, float share) => first + share * (second - first);
}
