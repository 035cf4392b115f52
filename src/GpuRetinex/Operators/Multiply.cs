using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// Product of x [N,C,H,W] with a tensor of the same shape or of one channel [N,1,H,W], which then serves every channel.
/// </summary>
public sealed record Multiply : Pointwise
{
    protected override long FlopsPerValue => 1;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        RequireInputs(inputs, 2);
        if (inputs[1] != inputs[0]) RequireShape("factor", inputs[1], inputs[0].WithChannels(1));
        return inputs[0];
    }

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        Shape shape = output.Shape;
        int plane = shape.H * shape.W;
        bool broadcast = inputs[1].Shape.C == 1;
        for (int i = 0; i < output.Data.Length; i++)
        {
            int factor = broadcast ? i / (plane * shape.C) * plane + i % plane : i;
            output.Data[i] = inputs[0].Data[i] * inputs[1].Data[factor];
        }
    }
}
