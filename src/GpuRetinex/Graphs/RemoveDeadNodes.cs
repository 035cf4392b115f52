namespace GpuRetinex.Graphs;

/// <summary>Drops nodes whose result no output depends on.</summary>
public static class RemoveDeadNodes
{
    public static Graph Apply(Graph graph)
    {
        var needed = new HashSet<int>(graph.Outputs.Select(output => output.Operand.Value));
        var kept = new Stack<Node>();
        foreach (Node node in graph.Nodes.Reverse())
        {
            if (!needed.Contains(node.Output.Value)) continue;
            kept.Push(node);
            needed.UnionWith(node.Inputs.Select(input => input.Value));
        }

        return graph with { Nodes = [.. kept] };
    }
}
