using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs;

/// <summary>Writes a graph down, operator by operator, in the order of computation.</summary>
/// <param name="keepStages">Whether what <see cref="Stage"/> names becomes an output, for comparison with a reference.</param>
public sealed class GraphBuilder(bool keepStages = false)
{
    /// <summary>Prefix of the names under which stages become outputs.</summary>
    public const string StagePrefix = "stage/";

    private readonly List<Value> _values = [];
    private readonly List<NamedOperand> _inputs = [];
    private readonly List<Node> _nodes = [];
    private readonly List<NamedOperand> _outputs = [];
    private readonly Dictionary<Tensor, Operand> _constants = [];

    /// <summary>Declares an input [N, <paramref name="channels"/>, H, W].</summary>
    public Operand Input(string name, int channels)
    {
        Operand operand = NewValue(new Value(channels));
        _inputs.Add(new NamedOperand(name, operand));
        return operand;
    }

    /// <summary>Declares an output; the same tensor may have several names.</summary>
    public void Output(string name, Operand operand) => _outputs.Add(new NamedOperand(name, operand));

    /// <summary>Names an intermediate result worth comparing; gives it back.</summary>
    public Operand Stage(string name, Operand operand)
    {
        if (keepStages) Output(StagePrefix + name, operand);
        return operand;
    }

    /// <summary>A constant; the same tensor object gives the same operand.</summary>
    public Operand Constant(Tensor tensor)
    {
        if (!_constants.TryGetValue(tensor, out Operand? operand))
        {
            operand = NewValue(new Value(tensor.Shape.Rank == 0 ? 1 : tensor.Shape[0], tensor));
            _constants.Add(tensor, operand);
        }

        return operand;
    }

    /// <summary>Appends any operator.</summary>
    public Operand Apply(Operator op, string name, params ReadOnlySpan<Operand> inputs)
    {
        var shapes = new Shape[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            shapes[i] = _values[inputs[i].Value].Constant?.Shape ?? new Shape(1, inputs[i].Channels, 0, 0);

        Operand output = NewValue(new Value(op.OutputChannels(shapes)));
        _nodes.Add(new Node(op, [.. inputs], output, name));
        return output;
    }

    /// <summary>Convolution with stride 1 and as much padding as keeps the size (odd kernels).</summary>
    /// <param name="x">Input.</param>
    /// <param name="weights">Weights [O,I,k,k].</param>
    /// <param name="bias">Bias [O], or null.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="activation">Applied to the result.</param>
    public Operand Convolution(Operand x, Tensor weights, Tensor? bias, string name, Activation activation = default) =>
        Convolution(x, weights, bias, new Convolution2D { Padding = (weights.Shape[2] - 1) / 2 }, name, activation);

    /// <summary>Convolution of any stride, dilation and padding.</summary>
    /// <param name="x">Input.</param>
    /// <param name="weights">Weights [O,I,kh,kw].</param>
    /// <param name="bias">Bias [O], or null.</param>
    /// <param name="shape">Stride, dilation and padding.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="activation">Applied to the result.</param>
    public Operand Convolution(
        Operand x, Tensor weights, Tensor? bias, Convolution2D shape, string name, Activation activation = default)
    {
        Operator op = shape with { HasBias = bias is not null };
        Operand y = bias is null
            ? Apply(op, name, x, Constant(weights))
            : Apply(op, name, x, Constant(weights), Constant(bias));
        return activation == Activation.None ? y : Activate(y, activation, name);
    }

    /// <summary>Transposed convolution of any stride and padding.</summary>
    /// <param name="x">Input.</param>
    /// <param name="weights">Weights [I,O/groups,kh,kw].</param>
    /// <param name="bias">Bias [O], or null.</param>
    /// <param name="shape">Stride, padding and groups.</param>
    /// <param name="name">The layer's name.</param>
    public Operand TransposedConvolution(Operand x, Tensor weights, Tensor? bias, TransposedConvolution2D shape, string name)
    {
        Operator op = shape with { HasBias = bias is not null };
        return bias is null
            ? Apply(op, name, x, Constant(weights))
            : Apply(op, name, x, Constant(weights), Constant(bias));
    }

    /// <summary>Transposed convolution with weights [I,O,s,s] and stride s, cropped to the size of another tensor.</summary>
    public Operand TransposedConvolution(Operand x, Tensor weights, Operand sizeOf, string name) =>
        Apply(new TransposedConvolution2D { Stride = weights.Shape[2], HasSize = true }, name, x, Constant(weights), sizeOf);

    public Operand Activate(Operand x, Activation activation, string name = "activation") =>
        Apply(new Activate(activation), name, x);

    public Operand Pool(Operand x, PoolingKind kind, string name = "pool") => Apply(new Pooling2D(kind), name, x);

    public Operand ResizeNearest(Operand x, Operand sizeOf, string name = "resize") =>
        Apply(new NearestResize(), name, x, sizeOf);

    /// <summary>Every pixel becomes a square of <paramref name="factor"/> by <paramref name="factor"/>.</summary>
    public Operand ResizeNearest(Operand x, int factor, string name = "resize") =>
        Apply(new NearestResize { Factor = factor }, name, x);

    public Operand ResizeBilinear(Operand x, Operand sizeOf, bool alignCorners, string name = "resize") =>
        Apply(new BilinearResize { AlignCorners = alignCorners }, name, x, sizeOf);

    public Operand PixelShuffle(Operand x, int factor, string name = "shuffle") => Apply(new PixelShuffle(factor), name, x);

    /// <summary>Zeros around the picture; negative numbers crop it.</summary>
    public Operand Pad(Operand x, int top, int left, int bottom, int right, string name = "pad") =>
        Apply(new Pad2D(top, left, bottom, right), name, x);

    public Operand Softmax(Operand x, string name = "softmax") => Apply(new Softmax(), name, x);

    public Operand Add(Operand left, Operand right, string name = "add") => Apply(new Add(), name, left, right);

    public Operand Multiply(Operand x, Operand factor, string name = "multiply") => Apply(new Multiply(), name, x, factor);

    public Operand Modulate(Operand x, Operand scale, Operand shift, float offset, string name = "modulate") =>
        Apply(new Modulate(offset), name, x, scale, shift);

    public Operand Concat(string name, params ReadOnlySpan<Operand> inputs) => Apply(new Concat(), name, inputs);

    /// <summary>The graph as written so far.</summary>
    public Graph Build() => new([.. _values], [.. _inputs], [.. _nodes], [.. _outputs]);

    private Operand NewValue(Value value)
    {
        _values.Add(value);
        return new Operand(_values.Count - 1, 0, value.Channels);
    }
}
