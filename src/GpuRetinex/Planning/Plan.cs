using System.Collections.Immutable;
using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>
/// A graph for one input size, or for one tile of it: the steps in order, and a place in one arena for every intermediate, so
/// that the memory needed is known before anything runs.
/// </summary>
public sealed class Plan
{
    private readonly Graph _graph;
    private readonly ImmutableArray<Shape> _maps;
    private readonly TileRegions _regions;
    private readonly Dictionary<int, int> _constants = [];
    private readonly SharedStorage _storage;
    private readonly Arena _arena;

    /// <param name="graph">A graph after <see cref="GraphPasses.Optimize"/>.</param>
    /// <param name="inputShapes">A shape [N,C,H,W] for each input, by name: of the whole picture.</param>
    /// <param name="tile">
    /// The part of every output that is wanted; all of it where null. Each step then computes just the pixels that the outputs
    /// depend on, by the whole picture's coordinates, so that tiles give what the whole would give. Batches have no tiles.
    /// </param>
    /// <exception cref="ArgumentException">An input is missing or the shapes don't fit.</exception>
    public Plan(Graph graph, IReadOnlyDictionary<string, Shape> inputShapes, Region? tile = null)
    {
        _graph = graph;
        _maps = graph.InferShapes(inputShapes);
        IsTile = tile is not null;
        if (IsTile && inputShapes.Values.Any(shape => shape.N != 1)) throw new ArgumentException("a batch cannot be cut into tiles");
        _regions = new TileRegions(graph, _maps, tile);
        _storage = new SharedStorage(graph, BufferShape, _regions.Buffer);
        Lifetimes = [.. FindLifetimes()];
        _arena = new Arena(Lifetimes);
        Steps = [.. graph.Nodes.Select(StepOf)];
        Inputs = graph.Inputs.ToImmutableDictionary(input => input.Name, input => WholeView(input.Operand));
        Outputs = graph.Outputs.ToImmutableDictionary(output => output.Name, output => ViewOf(output.Operand, tile ?? _regions.Buffer(output.Operand.Value)));
        Constants = [.. _constants.OrderBy(pair => pair.Value).Select(pair => graph.Values[pair.Key].Constant!)];
    }

    /// <summary>Whether the plan computes a part of the outputs only.</summary>
    public bool IsTile { get; }

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
    public long Flops => Steps.Sum(step => step.Flops);

    private Step StepOf(Node node, int index)
    {
        View output = ViewOf(node.Output, _regions.Output(index));
        Shape[] maps = [.. node.Inputs.Select(input => _graph.OperandShape(input, _maps))];
        IEnumerable<View> inputs = node.Inputs.Select((input, i) => IsTile && !_graph.IsConstant(input) && node.Operator.ReadsInput(i)
            ? ViewOf(input, node.Operator.NeededRegion(i, output.Region, maps))
            : WholeView(input));
        return new Step(node.Operator, [.. inputs], output, node.Name);
    }

    private View WholeView(Operand operand) => ViewOf(operand, _regions.Buffer(operand.Value));

    private View ViewOf(Operand operand, Region region)
    {
        Shape map = _graph.OperandShape(operand, _maps);
        if (_graph.IsConstant(operand))
        {
            if (!_constants.TryGetValue(operand.Value, out int index)) _constants.Add(operand.Value, index = _constants.Count);
            return new View(index, 0, map, 0, map) { Map = map };
        }

        Region stored = _regions.Buffer(operand.Value);
        return new View(-1, _arena.Offset(_storage.Owner(operand.Value)), BufferShape(operand.Value), operand.FirstChannel, region.Of(map))
        {
            Map = map,
            Region = region,
            BufferRegion = stored,
        };
    }

    private Shape BufferShape(int value) => _regions.Buffer(value).Of(_maps[value]);

    private IEnumerable<Lifetime> FindLifetimes()
    {
        var first = new SortedDictionary<int, int>();
        var last = new Dictionary<int, int>();
        foreach (NamedOperand input in _graph.Inputs) first[input.Operand.Value] = -1;
        for (int step = 0; step < _graph.Nodes.Length; step++)
        {
            Node node = _graph.Nodes[step];
            int written = _storage.Owner(node.Output.Value);
            first.TryAdd(written, step);
            last[written] = step;
            for (int i = 0; i < node.Inputs.Length; i++)
                if (node.Operator.ReadsInput(i))
                    last[_storage.Owner(node.Inputs[i].Value)] = step;
        }

        foreach (NamedOperand output in _graph.Outputs) last[_storage.Owner(output.Operand.Value)] = _graph.Nodes.Length;
        return first.Select(pair => new Lifetime(pair.Key, pair.Value, last.GetValueOrDefault(pair.Key, pair.Value), BufferShape(pair.Key).Count));
    }
}
