using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Nearest-neighbour resize. The source rows and columns are computed on the host, once, by the operator's own rule, so that
/// no device can round them otherwise. One thread for each output value, the channel fastest.
/// </summary>
internal static class Resize
{
    public static Action Prepare(Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[0], output = step.Output;
        var arguments = new ResizeArguments
        {
            Input = builder.Buffer(input),
            Output = builder.Slice(output),
            Rows = Table(step, Axis.Rows(input, output), builder),
            Columns = Table(step, Axis.Columns(input, output), builder),
            Height = input.Buffer.H,
            Width = input.Buffer.W,
            OutputHeight = output.Shape.H,
            OutputWidth = output.Shape.W,
            Count = (int)output.Shape.Count,
        };
        return builder.Launch(Compute, arguments.Count, arguments);
    }

    internal static void Compute(ResizeArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        if (index >= arguments.Count) return;
        int pixel = index / arguments.Output.Channels;
        int channel = index - pixel * arguments.Output.Channels;
        int line = pixel / arguments.OutputWidth;
        int image = line / arguments.OutputHeight;
        int row = arguments.Rows[line - image * arguments.OutputHeight];
        int column = arguments.Columns[pixel - line * arguments.OutputWidth];
        int source = (image * arguments.Height + row) * arguments.Width + column;
        arguments.Output.Store(pixel, channel, arguments.Input.LoadDense(source, channel));
    }

    private static ArrayView<int> Table(Step step, Axis axis, LaunchBuilder builder) => builder.Table(
        step.Operator, axis, () =>
            Array.ConvertAll(axis.Part(NearestResize.SourceIndices(axis.Input, axis.Output)), source => source - axis.Origin));
}
