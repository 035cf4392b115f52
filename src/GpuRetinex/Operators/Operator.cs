using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// One kind of computation with its parameters: the shape rule, the cost, and a double-precision reference that defines
/// its meaning. Kernels of every family are tested against that reference.
/// </summary>
public abstract record Operator
{
    /// <summary>Name as users see it in tables and errors.</summary>
    public string Name => GetType().Name;

    /// <summary>Channels of the output.</summary>
    /// <param name="inputs">Shapes of the inputs; only the channels of activations are looked at.</param>
    public abstract int OutputChannels(ReadOnlySpan<Shape> inputs);

    /// <summary>Shape [N,C,H,W] of the output.</summary>
    /// <exception cref="ArgumentException">The inputs don't fit each other or the operator.</exception>
    public abstract Shape OutputShape(ReadOnlySpan<Shape> inputs);

    /// <summary>Floating-point operations; a multiply-add counts as two. Data movement and comparisons count as none.</summary>
    public abstract long Flops(ReadOnlySpan<Shape> inputs);

    /// <summary>Bytes that must move at least: every input that is read, once, and the output, once.</summary>
    public long Bytes(ReadOnlySpan<Shape> inputs)
    {
        long elements = OutputShape(inputs).Count;
        for (int i = 0; i < inputs.Length; i++)
            if (ReadsInput(i))
                elements += inputs[i].Count;
        return elements * sizeof(float);
    }

    /// <summary>False for an input that lends only its height and width.</summary>
    public virtual bool ReadsInput(int index) => true;

    /// <summary>Whether an input is weights or a bias and no map.</summary>
    public virtual bool TakesWeights(int index) => false;

    /// <summary>
    /// The input that may share its memory with the output, because each of its values is read only for the output value that
    /// takes its place; −1 where there is none.
    /// </summary>
    public virtual int InPlaceInput => -1;

    /// <summary>The part of an input that a part of the output depends on: what a tile needs.</summary>
    /// <param name="index">Which input; one that is a map and is read.</param>
    /// <param name="output">The part of the output.</param>
    /// <param name="inputs">Shapes of all inputs, whole.</param>
    public virtual Region NeededRegion(int index, Region output, ReadOnlySpan<Shape> inputs) => output;

    /// <summary>Computes the output in double precision.</summary>
    /// <param name="inputs">Tensors with the shapes that <see cref="OutputShape"/> was asked about.</param>
    /// <param name="output">Receives the result; its shape is the operator's output shape.</param>
    public abstract void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output);

    /// <summary>Throws where the number of inputs is not <paramref name="expected"/>.</summary>
    protected void RequireInputs(ReadOnlySpan<Shape> inputs, int expected)
    {
        if (inputs.Length != expected)
            throw new ArgumentException($"{Name} takes {expected} inputs, not {inputs.Length}", nameof(inputs));
    }

    /// <summary>Throws where an input's shape is not the expected one.</summary>
    protected void RequireShape(string role, Shape actual, Shape expected)
    {
        if (actual != expected)
            throw new ArgumentException($"{Name}: {role} is {actual}, expected {expected}");
    }
}
