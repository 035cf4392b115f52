using System.Collections.Immutable;
using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>
/// A graph for one input size: the steps in order, and a place in one arena for every intermediate, so that the memory
/// needed is known before anything runs.
/// </summary>
public sealed class Plan
{
    private readonly Graph _graph;
    private readonly ImmutableArray<Shape> _shapes;
    private readonly Dictionary<int, int> _constants = [];
    private readonly Arena _arena;

    /// <param name="graph">A graph after <see cref="GraphPasses.Optimize"/>.</param>
    /// <param name="inputShapes">A shape [N,C,H,W] for each input, by name.</param>
    /// <exception cref="ArgumentException">An input is missing or the shapes don't fit.</exception>
    public Plan(Graph graph, IReadOnlyDictionary<string, Shape> inputShapes)
    {
        _graph = graph;
        _shapes = graph.InferShapes(inputShapes);
        Lifetimes = [.. FindLifetimes(graph, _shapes)];
        _arena = new Arena(Lifetimes);
        Steps = [.. graph.Nodes.Select(node => new Step(node.Operator, [.. node.Inputs.Select(ViewOf)], ViewOf(node.Output), node.Name))];
        Inputs = graph.Inputs.ToImmutableDictionary(input => input.Name, input => ViewOf(input.Operand));
        Outputs = graph.Outputs.ToImmutableDictionary(output => output.Name, output => ViewOf(output.Operand));
        Constants = [.. _constants.OrderBy(pair => pair.Value).Select(pair => graph.Values[pair.Key].Constant!)];
    }

    /// <summary>Launches, in order.</summary>
    public ImmutableArray<Step> Steps { get; }

    public ImmutableDictionary<string, View> Inputs { get; }

    public ImmutableDictionary<string, View> Outputs { get; }

    /// <summary>Constants that the views name by index.</summary>
    public ImmutableArray<Tensor> Constants { get; }

    /// <summary>When each buffer of the arena is in use.</summary>
    public ImmutableArray<Lifetime> Lifetimes { get; }

    /// <summary>Elements of the arena that holds all inputs, intermediates and outputs.</summary>
    public long ArenaElements => _arena.Elements;

    /// <summary>Floating-point operations of one run; a multiply-add counts as two.</summary>
    public long Flops => Steps.Sum(step => step.Operator.Flops(step.InputShapes));

    private View ViewOf(Operand operand)
    {
        Shape shape = _graph.OperandShape(operand, _shapes);
        if (_graph.IsConstant(operand))
        {
            if (!_constants.TryGetValue(operand.Value, out int index)) _constants.Add(operand.Value, index = _constants.Count);
            return new View(index, 0, shape, 0, shape);
        }

        return new View(-1, _arena.Offset(operand.Value), _shapes[operand.Value], operand.FirstChannel, shape);
    }

    private static IEnumerable<Lifetime> FindLifetimes(Graph graph, ImmutableArray<Shape> shapes)
    {
        var first = new SortedDictionary<int, int>();
        var last = new Dictionary<int, int>();
        foreach (NamedOperand input in graph.Inputs) first[input.Operand.Value] = -1;
        for (int step = 0; step < graph.Nodes.Length; step++)
        {
            Node node = graph.Nodes[step];
            first.TryAdd(node.Output.Value, step);
            last[node.Output.Value] = step;
            for (int i = 0; i < node.Inputs.Length; i++)
                if (node.Operator.ReadsInput(i))
                    last[node.Inputs[i].Value] = step;
        }

        foreach (NamedOperand output in graph.Outputs) last[output.Operand.Value] = graph.Nodes.Length;
        return first.Select(pair => new Lifetime(pair.Key, pair.Value, last.GetValueOrDefault(pair.Key, pair.Value), shapes[pair.Key].Count));
    }
}
