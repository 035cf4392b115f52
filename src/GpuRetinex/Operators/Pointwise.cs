using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>An operator whose output value depends on the input values at the same place alone.</summary>
public abstract record Pointwise : Operator
{
    /// <summary>Operations for one output value.</summary>
    protected abstract long FlopsPerValue { get; }

    public override int InPlaceInput => 0;

    public override int OutputChannels(ReadOnlySpan<Shape> inputs) => inputs[0].C;

    public override long Flops(ReadOnlySpan<Shape> inputs) => OutputShape(inputs).Count * FlopsPerValue;

    /// <summary>The first input's shape, where all <paramref name="count"/> inputs have it.</summary>
    protected Shape CommonShape(ReadOnlySpan<Shape> inputs, int count)
    {
        RequireInputs(inputs, count);
        for (int i = 1; i < count; i++) RequireShape($"input {i}", inputs[i], inputs[0]);
        return inputs[0];
    }
}
