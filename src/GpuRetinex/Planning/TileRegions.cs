using System.Collections.Immutable;
using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>What a part of the outputs depends on: the receptive field, step by step.</summary>
internal sealed class TileRegions
{
    private readonly Graph _graph;
    private readonly ImmutableArray<Shape> _maps;
    private readonly ILookup<int, int> _writers;
    private readonly Region?[] _outputs;
    private readonly Region?[] _buffers;

    /// <param name="graph">The graph.</param>
    /// <param name="maps">Shapes of all values in the whole picture.</param>
    /// <param name="wanted">The part of each output that is wanted; null for all of everything.</param>
    /// <exception cref="ArgumentException">An output does not have such a part.</exception>
    public TileRegions(Graph graph, ImmutableArray<Shape> maps, Func<NamedOperand, Region>? wanted)
    {
        _graph = graph;
        _maps = maps;
        _writers = Enumerable.Range(0, graph.Nodes.Length).ToLookup(node => graph.Nodes[node].Output.Value);
        _outputs = new Region?[graph.Nodes.Length];
        _buffers = new Region?[maps.Length];
        if (wanted is null) return;

        foreach (NamedOperand output in graph.Outputs)
        {
            Shape map = maps[output.Operand.Value];
            Region part = wanted(output);
            if (part != Region.Within(map, part.Top, part.Left, part.Bottom, part.Right))
                throw new ArgumentException($"the output '{output.Name}' {map} has no tile {part}");
            Require(output.Operand, part);
        }

        for (int node = graph.Nodes.Length - 1; node >= 0; node--) RequireInputs(node);
    }

    /// <summary>The part of its output that a node computes.</summary>
    public Region Output(int node) => _outputs[node] ?? Whole(_graph.Nodes[node].Output.Value);

    /// <summary>Whether the tile depends on a value at all.</summary>
    public bool IsRead(int value) => _buffers[value] is not null;

    /// <summary>The part of a value that is stored: what its writers compute, together.</summary>
    public Region Buffer(int value) => _buffers[value] ?? Whole(value);

    private Region Whole(int value) => _maps[value].Rank == 4 ? Region.Whole(_maps[value]) : default;

    private void RequireInputs(int index)
    {
        Node node = _graph.Nodes[index];
        Shape[] maps = [.. node.Inputs.Select(input => _graph.OperandShape(input, _maps))];
        for (int i = 0; i < maps.Length; i++)
            if (!_graph.IsConstant(node.Inputs[i]) && node.Operator.ReadsInput(i))
                Require(node.Inputs[i], node.Operator.NeededRegion(i, Output(index), maps));
    }

    /// <summary>
    /// Nodes that write channels of the operand have to compute the region; all of them come before its readers.
    /// </summary>
    private void Require(Operand operand, Region region)
    {
        _buffers[operand.Value] = _buffers[operand.Value]?.Union(region) ?? region;
        foreach (int writer in _writers[operand.Value])
        {
            Operand written = _graph.Nodes[writer].Output;
            bool overlaps = written.FirstChannel < operand.FirstChannel + operand.Channels
                && operand.FirstChannel < written.FirstChannel + written.Channels;
            if (overlaps) _outputs[writer] = _outputs[writer]?.Union(region) ?? region;
        }
    }
}
