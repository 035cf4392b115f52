using GpuRetinex.Operators;

namespace GpuRetinex.Graphs;

/// <summary>
/// Removes every concatenation: its inputs are computed straight into channel slices of the result. What can't be (an input
/// of the graph, a constant, a tensor that already lives in another slice) is copied into its slice.
/// </summary>
public static class ElideConcat
{
    public static Graph Apply(Graph graph)
    {
        var writable = graph.Nodes.Select(node => node.Output.Value).ToHashSet();
        var homes = new Dictionary<int, Operand>();
        var copies = new Dictionary<Node, List<Node>>();

        // The outermost concatenation is the last one; a tensor that is in several goes to that one, where it would else be
        // copied too.
        foreach (Node concat in graph.Nodes.Reverse().Where(node => node.Operator is Concat))
        {
            copies[concat] = [];
            int channel = 0;
            foreach (Operand input in concat.Inputs)
            {
                var slice = new Operand(concat.Output.Value, channel, input.Channels);
                channel += input.Channels;
                if (writable.Contains(input.Value) && graph.IsWhole(input) && !homes.ContainsKey(input.Value))
                    homes.Add(input.Value, slice);
                else copies[concat].Add(new Node(new Copy(), [input], slice, concat.Name));
            }
        }

        IEnumerable<Node> nodes = graph.Nodes.SelectMany(node => node.Operator is Concat ? copies[node] : [node]);
        return graph with
        {
            Nodes = [.. nodes.Select(node => node with { Inputs = [.. node.Inputs.Select(Home)], Output = Home(node.Output) })],
            Outputs = [.. graph.Outputs.Select(output => output with { Operand = Home(output.Operand) })],
        };

        // A slice of a tensor that is itself a slice: follow to the value that stays.
        Operand Home(Operand operand)
        {
            while (homes.TryGetValue(operand.Value, out Operand? home))
                operand = operand with { Value = home.Value, FirstChannel = home.FirstChannel + operand.FirstChannel };
            return operand;
        }
    }
}
