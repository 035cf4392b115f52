using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// The input unchanged. Puts a tensor into a channel slice of a concatenation that it could not be computed into.
/// </summary>
public sealed record Copy : Pointwise
{
    protected override long FlopsPerValue => 0;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => CommonShape(inputs, 1);

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output) =>
        inputs[0].Data.CopyTo(output.Data, 0);
}
