using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// Spatially varying affine modulation (spatial feature transform): y = x·(scale + Offset) + shift; inputs x, scale, shift
/// of one shape. ISSR uses 0.1 for the offset, SFTGAN 0 or 1.
/// </summary>
public sealed record Modulate(float Offset) : Pointwise
{
    protected override long FlopsPerValue => 3;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs) => CommonShape(inputs, 3);

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        double[] x = inputs[0].Data, scale = inputs[1].Data, shift = inputs[2].Data;
        for (int i = 0; i < output.Data.Length; i++) output.Data[i] = x[i] * (scale[i] + Offset) + shift[i];
    }
}
