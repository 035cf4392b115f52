using System.Collections.Immutable;
using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs;

/// <summary>
/// A network as an immutable list of nodes in an order in which they can run. Every channel of every value is written
/// exactly once: by a node, as an input, or as a constant.
/// </summary>
public sealed record Graph(
    ImmutableArray<Value> Values,
    ImmutableArray<NamedOperand> Inputs,
    ImmutableArray<Node> Nodes,
    ImmutableArray<NamedOperand> Outputs)
{
    /// <summary>Whether the operand is a constant.</summary>
    public bool IsConstant(Operand operand) => Values[operand.Value].Constant is not null;

    /// <summary>Whether the operand is all of its value.</summary>
    public bool IsWhole(Operand operand) => operand.Channels == Values[operand.Value].Channels;

    /// <summary>Whether a node reads a constant otherwise than as weights.</summary>
    public bool HasConstantMaps =>
        Nodes.Any(node => node.Inputs.Where((input, i) => IsConstant(input) && !node.Operator.TakesWeights(i)).Any());

    /// <summary>Number of weights: elements of all constants that some node reads.</summary>
    public long ParameterCount =>
        Nodes.SelectMany(node => node.Inputs).Select(input => input.Value).Distinct()
        .Sum(value => Values[value].Constant?.Shape.Count ?? 0);

    /// <summary>The same network with some of its outputs only.</summary>
    /// <exception cref="ArgumentException">There is no output of a name.</exception>
    public Graph WithOutputs(params IEnumerable<string> names) => this with
    {
        Outputs = [.. names.Select(name =>
            Outputs.FirstOrDefault(output => output.Name == name) ?? throw new ArgumentException(
                $"the graph has no output '{name}'"))],
    };

    /// <summary>The shape of every value, given those of the inputs. Values that no node writes have the default shape.</summary>
    /// <param name="inputShapes">A shape [N,C,H,W] for each of <see cref="Inputs"/>, by name.</param>
    /// <exception cref="ArgumentException">An input is missing or the shapes don't fit.</exception>
    public ImmutableArray<Shape> InferShapes(IReadOnlyDictionary<string, Shape> inputShapes)
    {
        var shapes = new Shape[Values.Length];
        for (int i = 0; i < shapes.Length; i++)
            if (Values[i].Constant is { } constant)
                shapes[i] = constant.Shape;

        foreach (NamedOperand input in Inputs)
        {
            if (!inputShapes.TryGetValue(input.Name, out Shape shape))
                throw new ArgumentException($"no shape for the input '{input.Name}'");
            if (shape.C != input.Operand.Channels)
                throw new ArgumentException($"the input '{input.Name}' has {input.Operand.Channels} channels, not {shape.C}");
            shapes[input.Operand.Value] = shape;
        }

        foreach (Node node in Nodes)
        {
            Shape[] operands = [.. node.Inputs.Select(operand => OperandShape(operand, shapes))];
            Shape output = node.Operator.OutputShape(operands).WithChannels(Values[node.Output.Value].Channels);
            if (shapes[node.Output.Value].Rank != 0 && shapes[node.Output.Value] != output)
                throw new ArgumentException(
                    $"{node.Name}: slices of one value differ in size, {shapes[node.Output.Value]} and {output}");
            shapes[node.Output.Value] = output;
        }

        return [.. shapes];
    }

    /// <summary>The shape of a slice, given the shapes of all values.</summary>
    public Shape OperandShape(Operand operand, IReadOnlyList<Shape> shapes) =>
        IsConstant(operand) ? shapes[operand.Value] : shapes[operand.Value].WithChannels(operand.Channels);
}
