using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>Sum of two tensors of one shape.</summary>
public sealed record Add : Pointwise
{
    protected override long FlopsPerValue => 1;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => CommonShape(inputs, 2);

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        for (int i = 0; i < output.Data.Length; i++) output.Data[i] = inputs[0].Data[i] + inputs[1].Data[i];
    }
}
