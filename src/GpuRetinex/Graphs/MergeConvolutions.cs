using System.Collections.Immutable;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs;

/// <summary>
/// Computes narrow convolutions of one input together, as one of more outputs, whose slices their readers take: kernels work on
/// up to 64 output channels at a time, and spatial feature transforms ask for a scale and a shift of 32 each from the same maps.
/// </summary>
public static class MergeConvolutions
{
    /// <summary>Output channels that kernels compute at a time.</summary>
    private const int MostOutputs = 64;

    public static Graph Apply(Graph graph)
    {
        List<Value> values = [.. graph.Values];
        var readers = graph.Nodes.SelectMany(
            node => node.Inputs.Select((input, index) => (input.Value, Node: node, Index: index))).ToLookup(use => use.Value);
        HashSet<int> outputs = [.. graph.Outputs.Select(output => output.Operand.Value)];
        var nodes = new List<Node>();
        var open = new Dictionary<(Operand Input, Operator Operator, Shape Filter), int>();
        var homes = new Dictionary<int, Operand>();
        foreach (Node node in graph.Nodes)
        {
            Node moved = node with { Inputs = [.. node.Inputs.Select(Home)] };
            if (!Suits(moved))
            {
                nodes.Add(moved);
                continue;
            }

            Shape weights = values[moved.Inputs[Convolution2D.WeightsIndex].Value].Constant!.Shape;
            var key = (moved.Inputs[0], moved.Operator, new Shape(weights[1], weights[2], weights[3]));
            if (open.TryGetValue(key, out int position) && nodes[position].Output.Channels + moved.Output.Channels <= MostOutputs)
            {
                Merge(position, moved);
                continue;
            }

            open[key] = nodes.Count;
            nodes.Add(moved);
        }

        return graph with { Values = [.. values], Nodes = [.. nodes] };

        Operand Home(Operand operand) => homes.TryGetValue(operand.Value, out Operand? home)
            ? home with { FirstChannel = home.FirstChannel + operand.FirstChannel, Channels = operand.Channels }
            : operand;

        bool Suits(Node node) =>
            node.Operator is Convolution2D { HasBias: true, ModulationOffset: null, HasResidual: false }
            && node.Output.Channels < MostOutputs
            && graph.IsWhole(node.Output)
            && !outputs.Contains(node.Output.Value)
            && node.Inputs.Skip(1).All(input => values[input.Value].Constant is not null)
            && readers[node.Output.Value].All(use => use.Node.Operator is Convolution2D && use.Index == Convolution2D.InputIndex);

        // The second convolution's filters behind those of the first, which keeps its place.
        void Merge(int position, Node second)
        {
            Node first = nodes[position];
            ImmutableArray<Operand>.Builder inputs = first.Inputs.ToBuilder();
            for (int i = 1; i < inputs.Count; i++)
                inputs[i] = Constant(Stack(values[first.Inputs[i].Value].Constant!, values[second.Inputs[i].Value].Constant!));
            int channels = first.Output.Channels;
            values[first.Output.Value] = new Value(channels + second.Output.Channels);
            homes[second.Output.Value] = new Operand(first.Output.Value, channels, second.Output.Channels);
            Operand output = first.Output with { Channels = channels + second.Output.Channels };
            nodes[position] = first with { Inputs = inputs.ToImmutable(), Output = output };
        }

        Operand Constant(Tensor tensor)
        {
            values.Add(new Value(tensor.Shape[0], tensor));
            return new Operand(values.Count - 1, 0, tensor.Shape[0]);
        }
    }

    /// <summary>Two tensors, one behind the other along the first axis.</summary>
    private static Tensor Stack(Tensor first, Tensor second)
    {
        int[] extents = first.Shape.Extents.ToArray();
        extents[0] += second.Shape[0];
        return new Tensor(new Shape(extents), [.. first.Data, .. second.Data]);
    }
}
