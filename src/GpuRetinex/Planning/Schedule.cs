using System.Collections.Immutable;
using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>
/// The steps of all bands in order, and the parts of values that they store. Of most values a band has a part of its own: the
/// rows that it computes, below those that it reads of earlier bands. The latter are carried over in a small part from the step
/// that completes the value to its first use in a later band, so that the memory of the band is free in between. Inputs, outputs
/// and values of which most rows would be carried have one part for all bands.
/// </summary>
internal sealed class Schedule
{
    private readonly Graph _graph;
    private readonly ImmutableArray<Shape> _maps;
    private readonly Bands _bands;
    private readonly bool _isPartial;
    private readonly ILookup<int, int> _writers;
    private readonly int[][] _firstRows;
    private readonly List<StoredPart> _parts = [];
    private readonly List<ScheduledStep> _steps = [];
    private readonly Dictionary<int, int> _kept = [];
    private readonly Dictionary<int, int> _carried = [];
    private readonly Dictionary<int, int> _current = [];

    /// <param name="graph">The graph.</param>
    /// <param name="maps">Shapes of all values in the whole picture.</param>
    /// <param name="bands">What each band computes.</param>
    /// <param name="isPartial">Whether steps compute parts of maps; false lets them see whole inputs, also what no output depends
    /// on.</param>
    public Schedule(Graph graph, ImmutableArray<Shape> maps, Bands bands, bool isPartial)
    {
        (_graph, _maps, _bands, _isPartial) = (graph, maps, bands, isPartial);
        _writers = Enumerable.Range(0, graph.Nodes.Length).ToLookup(node => graph.Nodes[node].Output.Value);
        _firstRows = FindFirstRows();
        foreach (NamedOperand end in graph.Inputs.Concat(graph.Outputs)) Keep(end.Operand.Value);
        foreach (int value in _writers.Select(written => written.Key).Where(IsMostlyCarried)) Keep(value);
        for (int band = 0; band < bands.Count; band++) AddBand(band);
    }

    public IReadOnlyList<StoredPart> Parts => _parts;

    public IReadOnlyList<ScheduledStep> Steps => _steps;

    /// <summary>An input or an output of the graph.</summary>
    public ScheduledOperand Kept(Operand operand) => new(operand, _kept[operand.Value], _bands.Whole(operand.Value));

    private void AddBand(int band)
    {
        _current.Clear();
        for (int node = 0; node < _graph.Nodes.Length; node++)
            if (_bands.Output(band, node) is { } output)
                Add(band, node, output);
    }

    private void Add(int band, int index, Region region)
    {
        Node node = _graph.Nodes[index];
        Shape[] maps = MapsOf(node);
        ImmutableArray<ScheduledOperand> inputs = [.. node.Inputs.Select((input, i) => Read(band, node, i, region, maps))];
        int value = node.Output.Value;
        _steps.Add(
            new ScheduledStep(
                node.Operator, inputs, new ScheduledOperand(node.Output, PartOf(band, value), region), node.Name,
                IsCarry: false));
        bool isComplete = index == _writers[value].Last(writer => _bands.Output(band, writer) is not null);
        if (isComplete && !_kept.ContainsKey(value)) CarryOver(band, value, node.Name);
    }

    private ScheduledOperand Read(int band, Node node, int index, Region output, Shape[] maps)
    {
        Operand operand = node.Inputs[index];
        if (_graph.IsConstant(operand) || !node.Operator.ReadsInput(index))
            return new ScheduledOperand(operand, -1, _bands.Whole(operand.Value));
        Region region = _isPartial ? node.Operator.NeededRegion(index, output, maps) : _bands.Whole(operand.Value);
        return new ScheduledOperand(operand, PartOf(band, operand.Value), region);
    }

    /// <summary>The part that a band uses of a value; rows of earlier bands are in it after the first call.</summary>
    private int PartOf(int band, int value)
    {
        if (_kept.TryGetValue(value, out int part) || _current.TryGetValue(value, out part)) return part;
        _current.Add(value, part = Store(value, FirstRow(band, value), EndRow(band, value)));
        if (_carried.TryGetValue(value, out int carried))
            Carry(carried, part, Math.Max(_parts[part].Region.Top, _parts[carried].Region.Top), "carried in");
        return part;
    }

    private void CarryOver(int band, int value, string name)
    {
        _carried.Remove(value);
        if (CarriedRows(band, value) <= 0) return;
        _carried.Add(value, Store(value, _firstRows[band + 1][value], EndRow(band, value)));
        Carry(_current[value], _carried[value], _firstRows[band + 1][value], name + ", carried over");
    }

    /// <summary>Copies the rows that both parts hold, from a first one on, if there are any.</summary>
    private void Carry(int from, int to, int top, string name)
    {
        int value = _parts[from].Value, bottom = Math.Min(_parts[from].Region.Bottom, _parts[to].Region.Bottom);
        if (top >= bottom) return;
        var whole = new Operand(value, 0, _graph.Values[value].Channels);
        Region rows = _parts[to].Region with { Top = top, Height = bottom - top };
        _steps.Add(
            new ScheduledStep(
                new Copy(), [new ScheduledOperand(whole, from, rows)], new ScheduledOperand(whole, to, rows), name,
                IsCarry: true));
    }

    private void Keep(int value)
    {
        if (_kept.ContainsKey(value)) return;
        _kept.Add(value, _parts.Count);
        _parts.Add(new StoredPart(value, _bands.Whole(value)));
    }

    private int Store(int value, int top, int bottom)
    {
        _parts.Add(new StoredPart(value, _bands.Whole(value) with { Top = top, Height = bottom - top }));
        return _parts.Count - 1;
    }

    /// <summary>Whether carrying takes as much memory as keeping the whole.</summary>
    private bool IsMostlyCarried(int value)
    {
        int most = Enumerable.Range(0, _bands.Count)
            .Max(band => EndRow(band, value) - FirstRow(band, value) + Math.Max(CarriedRows(band, value), 0));
        return most >= _bands.Whole(value).Height;
    }

    private int CarriedRows(int band, int value) =>
        band + 1 == _bands.Count ? 0 : EndRow(band, value) - _firstRows[band + 1][value];

    private int FirstRow(int band, int value) =>
        Math.Min(_firstRows[band][value], _writers[value].Min(writer => _bands.Output(band, writer)?.Top ?? int.MaxValue));

    /// <summary>The row behind the last one that is computed up to a band's end.</summary>
    private int EndRow(int band, int value) => _writers[value].Max(writer => _bands.EndRow(band, writer));

    /// <summary>For each band and value the first row that this band or a later one reads.</summary>
    private int[][] FindFirstRows()
    {
        int[] later = [.. Enumerable.Repeat(int.MaxValue, _maps.Length)];
        var rows = new int[_bands.Count][];
        for (int band = _bands.Count - 1; band >= 0; band--)
        {
            for (int index = 0; index < _graph.Nodes.Length; index++)
                if (_bands.Output(band, index) is { } output)
                    foreach ((int value, int row) in RowsRead(_graph.Nodes[index], output))
                        later[value] = Math.Min(later[value], row);
            rows[band] = [.. later];
        }

        return rows;
    }

    private IEnumerable<(int Value, int Row)> RowsRead(Node node, Region output)
    {
        Shape[] maps = MapsOf(node);
        for (int i = 0; i < maps.Length; i++)
            if (!_graph.IsConstant(node.Inputs[i]) && node.Operator.ReadsInput(i))
                yield return (node.Inputs[i].Value, node.Operator.NeededRegion(i, output, maps).Top);
    }

    private Shape[] MapsOf(Node node) => [.. node.Inputs.Select(input => _graph.OperandShape(input, _maps))];
}
