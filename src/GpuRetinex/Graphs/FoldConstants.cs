using GpuRetinex.Operators;

namespace GpuRetinex.Graphs;

/// <summary>
/// Evaluates nodes that depend on constants alone, in double precision, and keeps their rounded result as a constant.
/// </summary>
public static class FoldConstants
{
    public static Graph Apply(Graph graph)
    {
        Value[] values = [.. graph.Values];
        var kept = new List<Node>();
        foreach (Node node in graph.Nodes)
        {
            if (!graph.IsWhole(node.Output) || node.Inputs.Any(input => values[input.Value].Constant is null))
            {
                kept.Add(node);
                continue;
            }

            ReferenceTensor[] inputs = [.. node.Inputs.Select(input => ReferenceTensor.From(values[input.Value].Constant!))];
            values[node.Output.Value] = new Value(
                node.Output.Channels, ReferenceInterpreter.Evaluate(node.Operator, inputs).ToTensor());
        }

        return graph with { Values = [.. values], Nodes = [.. kept] };
    }
}
