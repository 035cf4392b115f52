using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>Applies an activation to every value.</summary>
public sealed record Activate(Activation Activation) : Pointwise
{
    protected override long FlopsPerValue => Activation.Flops;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => CommonShape(inputs, 1);

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        for (int i = 0; i < output.Data.Length; i++) output.Data[i] = Activation.Apply(inputs[0].Data[i]);
    }
}
