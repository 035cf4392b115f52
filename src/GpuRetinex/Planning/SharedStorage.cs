using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>
/// Lets an output take the place of an input that dies in the same step, where the operator allows it: half the memory for
/// chains of residual blocks, and stores that find their cache lines loaded.
/// </summary>
internal sealed class SharedStorage
{
    private readonly Graph _graph;
    private readonly Func<int, Shape> _buffer;
    private readonly Dictionary<int, int> _lastReads = [];
    private readonly int[] _owners;

    /// <param name="graph">The graph.</param>
    /// <param name="buffer">What is stored of each value.</param>
    /// <param name="region">Which pixels that is.</param>
    public SharedStorage(Graph graph, Func<int, Shape> buffer, Func<int, Region> region)
    {
        _graph = graph;
        _buffer = buffer;
        _owners = [.. Enumerable.Range(0, graph.Values.Length)];
        for (int step = 0; step < graph.Nodes.Length; step++)
            foreach (Operand input in graph.Nodes[step].Inputs)
                _lastReads[input.Value] = step;
        foreach (NamedOperand output in graph.Outputs) _lastReads[output.Operand.Value] = graph.Nodes.Length;

        for (int step = 0; step < graph.Nodes.Length; step++)
        {
            Node node = graph.Nodes[step];
            if (node.Operator.InPlaceInput < 0) continue;
            Operand input = node.Inputs[node.Operator.InPlaceInput];
            if (CanTakeOver(step, node, input) && region(input.Value) == region(node.Output.Value)) _owners[node.Output.Value] = _owners[input.Value];
        }
    }

    /// <summary>The value in whose buffer a value lies; itself for most.</summary>
    public int Owner(int value) => _owners[value];

    private bool CanTakeOver(int step, Node node, Operand input) =>
        !_graph.IsConstant(input)
        && _graph.IsWhole(input)
        && _graph.IsWhole(node.Output)
        && _lastReads[input.Value] == step
        && node.Inputs.Count(other => other.Value == input.Value) == 1
        && _buffer(input.Value) == _buffer(node.Output.Value);
}
