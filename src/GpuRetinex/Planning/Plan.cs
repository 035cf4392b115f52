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
    private readonly Schedule _schedule;
    private readonly Dictionary<int, int> _constants = [];
    private readonly SharedStorage _storage;
    private readonly Arena _arena;

    /// <param name="graph">A graph after <see cref="GraphPasses.Optimize"/>.</param>
    /// <param name="inputShapes">A shape [N,C,H,W] for each input, by name: of the whole picture.</param>
    /// <param name="tile">
    /// The part of every output that is wanted; all of it where null. Each step then computes just the pixels that the outputs
    /// depend on, by the whole picture's coordinates, so that tiles give what the whole would give. Batches have no tiles.
    /// </param>
    /// <param name="bands">
    /// How many rows are computed at a time, from top to bottom, which takes less memory and no more work; all where null.
    /// Batches have no bands.
    /// </param>
    /// <exception cref="ArgumentException">An input is missing or the shapes don't fit.</exception>
    public Plan(Graph graph, IReadOnlyDictionary<string, Shape> inputShapes, Region? tile = null, BandRule? bands = null)
    {
        _graph = graph;
        _maps = graph.InferShapes(inputShapes);
        IsPartial = tile is not null || bands is not null;
        if (IsPartial && inputShapes.Values.Any(shape => shape.N != 1))
            throw new ArgumentException("a batch cannot be cut into tiles or bands");
        _schedule = new Schedule(graph, _maps, new Bands(graph, _maps, tile, bands), IsPartial);
        _storage = new SharedStorage(graph, _maps, _schedule);
        Lifetimes = [.. FindLifetimes()];
        _arena = new Arena(Lifetimes);
        Steps = [.. _schedule.Steps.Select(StepOf)];
        Inputs = graph.Inputs.ToImmutableDictionary(input => input.Name, input => ViewOf(_schedule.Kept(input.Operand)));
        Outputs = graph.Outputs.ToImmutableDictionary(output => output.Name, output => OutputView(output.Operand, tile));
        Constants = [.. _constants.OrderBy(pair => pair.Value).Select(pair => graph.Values[pair.Key].Constant!)];
    }

    /// <summary>Whether steps compute parts of maps.</summary>
    public bool IsPartial { get; }

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

    private Step StepOf(ScheduledStep step) =>
        new(step.Operator, [.. step.Inputs.Select(ViewOf)], ViewOf(step.Output), step.Name);

    private View OutputView(Operand operand, Region? tile)
    {
        ScheduledOperand whole = _schedule.Kept(operand);
        return ViewOf(tile is { } part ? whole with { Region = part } : whole);
    }

    private View ViewOf(ScheduledOperand scheduled)
    {
        Operand operand = scheduled.Operand;
        Shape map = _graph.OperandShape(operand, _maps);
        if (_graph.IsConstant(operand))
        {
            if (!_constants.TryGetValue(operand.Value, out int index)) _constants.Add(operand.Value, index = _constants.Count);
            return new View(index, 0, map, 0, map) { Map = map };
        }

        // What lends only its height and width need not be stored any more, or not yet.
        bool isStored = scheduled.Part >= 0;
        Region stored = isStored ? _storage.Region(scheduled.Part) : scheduled.Region;
        long offset = isStored ? _arena.Offset(_storage.Owner(scheduled.Part)) : 0;
        return new View(-1, offset, stored.Of(_maps[operand.Value]), operand.FirstChannel, scheduled.Region.Of(map))
        {
            Map = map,
            Region = scheduled.Region,
            BufferRegion = stored,
        };
    }

    private IEnumerable<Lifetime> FindLifetimes()
    {
        var lifetimes = new Lifetime?[_schedule.Parts.Count];
        foreach (NamedOperand input in _graph.Inputs) Use(_schedule.Kept(input.Operand), -1);
        for (int step = 0; step < _schedule.Steps.Count; step++)
        {
            Use(_schedule.Steps[step].Output, step);
            foreach (ScheduledOperand input in _schedule.Steps[step].Inputs) Use(input, step);
        }

        foreach (NamedOperand output in _graph.Outputs) Use(_schedule.Kept(output.Operand), _schedule.Steps.Count);
        return lifetimes.OfType<Lifetime>();

        void Use(ScheduledOperand operand, int step)
        {
            if (operand.Part < 0) return;
            int owner = _storage.Owner(operand.Part);
            lifetimes[owner] = lifetimes[owner] is { } earlier
                ? earlier with { Last = step } : new Lifetime(owner, step, step, Elements(owner));
        }
    }

    private long Elements(int part) => _storage.Region(part).Of(_maps[_schedule.Parts[part].Value]).Count;
}
