using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Maximum or mean over a window; padded positions add nothing, but some means count them. One thread for each output value, the
/// channel fastest, so that neighbouring threads read and write consecutive channels.
/// </summary>
internal static class Pooling
{
    public static Action Prepare(Pooling2D op, Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[0], output = step.Output;
        int top = op.PaddingBefore(input.Map.H), left = op.PaddingBefore(input.Map.W);
        var arguments = new PoolingArguments
        {
            Input = builder.Buffer(input),
            Output = builder.Slice(output),
            Height = input.Buffer.H,
            Width = input.Buffer.W,
            OutputHeight = output.Shape.H,
            OutputWidth = output.Shape.W,
            Kernel = op.Kernel,
            Stride = op.Stride,
            Top = top + input.BufferRegion.Top - output.Region.Top * op.Stride,
            Left = left + input.BufferRegion.Left - output.Region.Left * op.Stride,
            PaddedHeight = input.Map.H + top - input.BufferRegion.Top,
            PaddedWidth = input.Map.W + left - input.BufferRegion.Left,
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
        int paddedRows = IntrinsicMath.Min(arguments.Kernel, arguments.PaddedHeight - top);
        int paddedColumns = IntrinsicMath.Min(arguments.Kernel, arguments.PaddedWidth - left);
        top = IntrinsicMath.Max(top, 0);
        left = IntrinsicMath.Max(left, 0);

        float maximum = float.NegativeInfinity, sum = 0;
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
            {
                float value = arguments.Input.LoadDense((image * arguments.Height + row) * arguments.Width + column, channel);
                maximum = value > maximum ? value : maximum;
                sum += value;
            }
        }

        int count = arguments.Kind == (int)PoolingKind.AverageWithPadding
            ? paddedRows * paddedColumns : (bottom - top) * (right - left);
        arguments.Output.Store(pixel, channel, arguments.Kind == (int)PoolingKind.Maximum ? maximum : sum / count);
    }
}
