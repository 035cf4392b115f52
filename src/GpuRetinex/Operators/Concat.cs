using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// Concatenation over channels. Kernels never see it: <see cref="Graphs.ElideConcat"/> lets producers write into slices.
/// </summary>
public sealed record Concat : Operator
{
    public override int OutputChannels(ReadOnlySpan<Shape> inputs)
    {
        int channels = 0;
        foreach (Shape input in inputs) channels += input.C;
        return channels;
    }

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        for (int i = 1; i < inputs.Length; i++) RequireShape($"input {i}", inputs[i], inputs[0].WithChannels(inputs[i].C));
        return inputs[0].WithChannels(OutputChannels(inputs));
    }

    public override long Flops(ReadOnlySpan<Shape> inputs) => 0;

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        int channel = 0;
        foreach (ReferenceTensor input in inputs)
        {
            output.SetChannels(channel, input);
            channel += input.Shape.C;
        }
    }
}
