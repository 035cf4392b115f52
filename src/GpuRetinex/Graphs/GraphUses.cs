namespace GpuRetinex.Graphs;

/// <summary>How often each value of a graph is read, by nodes and as an output.</summary>
internal sealed class GraphUses
{
    private readonly int[] _counts;

    public GraphUses(Graph graph)
    {
        _counts = new int[graph.Values.Length];
        foreach (Node node in graph.Nodes)
            foreach (Operand input in node.Inputs)
                _counts[input.Value]++;
        foreach (NamedOperand output in graph.Outputs) _counts[output.Operand.Value]++;
    }

    public int Count(Operand operand) => _counts[operand.Value];
}
