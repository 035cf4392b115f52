using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Maximum or mean over a window; padded positions add nothing, but some means count them. One thread for each output value, the channel fastest, so
/// that neighbouring threads read and write consecutive channels.
/// </summary>
internal static class Pooling
{
    public static Action Prepare(Pooling2D op, Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[0], output = step.Output;
        var arguments = new PoolingArguments
        {
            Input = builder.Slice(input),
            Output = builder.Slice(output),
            Height = input.Shape.H,
            Width = input.Shape.W,
            OutputHeight = output.Shape.H,
            OutputWidth = output.Shape.W,
            Kernel = op.Kernel,
            Stride = op.Stride,
            Top = op.PaddingBefore(input.Shape.H),
            Left = op.PaddingBefore(input.Shape.W),
            Kind = (int)op.Kind,
            Count = (int)output.Shape.Count,
        };
        return builder.Launch(Compute, arguments.Count, arguments);
    }

    internal static void Compute(PoolingArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        if (index >= arguments.Count) return;
        int pixel = index / arguments.Output.Channels;
        int channel = index - pixel * arguments.Output.Channels;
        int line = pixel / arguments.OutputWidth;
        int image = line / arguments.OutputHeight;
        int top = (line - image * arguments.OutputHeight) * arguments.Stride - arguments.Top;
        int left = (pixel - line * arguments.OutputWidth) * arguments.Stride - arguments.Left;
        int bottom = IntrinsicMath.Min(top + arguments.Kernel, arguments.Height);
        int right = IntrinsicMath.Min(left + arguments.Kernel, arguments.Width);
        int paddedRows = IntrinsicMath.Min(arguments.Kernel, arguments.Height + arguments.Top - top);
        int paddedColumns = IntrinsicMath.Min(arguments.Kernel, arguments.Width + arguments.Left - left);
        top = IntrinsicMath.Max(top, 0);
        left = IntrinsicMath.Max(left, 0);

        float maximum = float.NegativeInfinity, sum = 0;
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
            {
                float value = arguments.Input[(image * arguments.Height + row) * arguments.Width + column, channel];
                maximum = value > maximum ? value : maximum;
                sum += value;
            }
        }

        int count = arguments.Kind == (int)PoolingKind.AverageWithPadding ? paddedRows * paddedColumns : (bottom - top) * (right - left);
        arguments.Output.Store(pixel, channel, arguments.Kind == (int)PoolingKind.Maximum ? maximum : sum / count);
    }
}
