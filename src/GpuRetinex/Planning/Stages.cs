using System.Collections.Immutable;
using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>
/// Cuts a graph where little passes from one part to the next, as between the networks of a chain: what a stage needs around a
/// band of its outputs then does not add up over the chain.
/// </summary>
internal static class Stages
{
    /// <summary>A cut is where at most this share of the most that lives anywhere passes.</summary>
    private const double NarrowShare = 1 / 8.0;

    /// <param name="graph">The graph.</param>
    /// <param name="maps">Shapes of all its values.</param>
    public static IEnumerable<Stage> Of(Graph graph, ImmutableArray<Shape> maps)
    {
        long[] live = LiveElements(graph, maps);
        long narrow = (long)(live.Max() * NarrowShare);
        int first = 0;
        foreach (int cut in Narrowest(live, narrow).Append(graph.Nodes.Length))
        {
            if (cut == first) continue;
            yield return new Stage(first, Part(graph, first, cut), live[first..(cut + 1)].Max());
            first = cut;
        }
    }

    /// <summary>The narrowest place of every run of narrow ones.</summary>
    private static IEnumerable<int> Narrowest(long[] live, long narrow)
    {
        int best = -1;
        for (int place = 1; place < live.Length; place++)
        {
            if (live[place] <= narrow)
            {
                if (best < 0 || live[place] < live[best]) best = place;
            }
            else if (best >= 0)
            {
                yield return best;
                best = -1;
            }
        }
    }

    /// <summary>Elements of all values that live before each node, and after the last.</summary>
    private static long[] LiveElements(Graph graph, ImmutableArray<Shape> maps)
    {
        var first = new Dictionary<int, int>();
        var last = new Dictionary<int, int>();
        foreach (NamedOperand input in graph.Inputs) first[input.Operand.Value] = 0;
        for (int index = 0; index < graph.Nodes.Length; index++)
        {
            Node node = graph.Nodes[index];
            first.TryAdd(node.Output.Value, index + 1);
            for (int i = 0; i < node.Inputs.Length; i++)
                if (node.Operator.ReadsInput(i))
                    last[node.Inputs[i].Value] = index;
        }

        foreach (NamedOperand output in graph.Outputs) last[output.Operand.Value] = graph.Nodes.Length;
        var live = new long[graph.Nodes.Length + 1];
        foreach ((int value, int begin) in first)
            for (int place = begin; place <= last.GetValueOrDefault(value, begin); place++)
                live[place] += maps[value].Count;
        return live;
    }

    private static Graph Part(Graph graph, int first, int end)
    {
        ImmutableArray<Node> nodes = graph.Nodes[first..end];
        var later = graph.Nodes.Skip(end).SelectMany(node => node.Inputs).Concat(graph.Outputs.Select(output => output.Operand))
            .Select(operand => operand.Value).ToHashSet();
        var results = nodes.Select(node => node.Output).Where(output => later.Contains(output.Value)).Distinct();
        return graph with { Nodes = nodes, Outputs = [.. results.Select(output => new NamedOperand("", output))] };
    }
}
