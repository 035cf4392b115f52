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
        Axis rows = Axis.Rows(input, output), columns = Axis.Columns(input, output);
        var arguments = new BilinearArguments
        {
            Input = builder.Buffer(input),
            Output = builder.Slice(output),
            Rows = Table(rows, sample => sample.First - rows.Origin),
            Columns = Table(columns, sample => sample.First - columns.Origin),
            RowShares = Table(rows, sample => sample.Share),
            ColumnShares = Table(columns, sample => sample.Share),
            Height = input.Buffer.H,
            Width = input.Buffer.W,
            OutputHeight = output.Shape.H,
            OutputWidth = output.Shape.W,
            Count = (int)output.Shape.Count,
        };
        return builder.Launch(Compute, arguments.Count, arguments);

        ArrayView<T> Table<T>(Axis axis, Converter<BilinearResize.Sample, T> part)
            where T : unmanaged =>
            builder.Table(op, axis, () => Array.ConvertAll(axis.Part(op.Samples(axis.Input, axis.Output)), part));
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
        int above = (image * arguments.Height + top) * arguments.Width,
            below = (image * arguments.Height + bottom) * arguments.Width;
        float across = arguments.ColumnShares[column];
        float upper = Between(
            arguments.Input.LoadDense(above + left, channel), arguments.Input.LoadDense(above + right, channel), across);
        float lower = Between(
            arguments.Input.LoadDense(below + left, channel), arguments.Input.LoadDense(below + right, channel), across);
        arguments.Output.Store(pixel, channel, Between(upper, lower, arguments.RowShares[row]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Between(float first, float second, float share) => first + share * (second - first);
}
