using System.Collections.Immutable;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs;

/// <summary>
/// Cuts convolutions whose weights are larger than what every device can reach at once into several, each of which computes some
/// of the output's channels. VGG-16's first fully connected layer is one.
/// </summary>
public static class SplitWideConvolutions
{
    /// <summary>
    /// Elements in 64 MiB: half of the smallest range that Vulkan promises to a kernel, so that padded orders fit too.
    /// </summary>
    private const long MostElements = (64 << 20) / sizeof(float);

    public static Graph Apply(Graph graph)
    {
        var values = graph.Values.ToBuilder();
        var nodes = ImmutableArray.CreateBuilder<Node>(graph.Nodes.Length);
        foreach (Node node in graph.Nodes)
        {
            if (node.Operator is Convolution2D op
                && graph.Values[node.Inputs[Convolution2D.WeightsIndex].Value].Constant is { } weights
                && weights.Shape.Count > MostElements)
            {
                nodes.AddRange(Split(graph, op, node, weights, values));

                // Nobody holds on to the whole.
                int whole = node.Inputs[Convolution2D.WeightsIndex].Value;
                values[whole] = new Value(graph.Values[whole].Channels);
            }
            else
            {
                nodes.Add(node);
            }
        }

        return graph with { Values = values.ToImmutable(), Nodes = nodes.ToImmutable() };
    }

    private static List<Node> Split(
        Graph graph, Convolution2D op, Node node, Tensor weights, ImmutableArray<Value>.Builder values)
    {
        int outputs = weights.Shape[0];
        int step = (int)Math.Max(1, MostElements / (weights.Shape.Count / outputs));
        var parts = new List<Node>();
        for (int first = 0; first < outputs; first += step)
        {
            int count = Math.Min(step, outputs - first);
            ImmutableArray<Operand> inputs = [.. node.Inputs.Select((input, i) => i switch
            {
                Convolution2D.InputIndex => input,
                Convolution2D.WeightsIndex => Part(input),
                _ when op.HasBias && i == Convolution2D.BiasIndex => Part(input),
                _ => Channels(input),
            })];
            parts.Add(node with { Inputs = inputs, Output = Channels(node.Output) });

            Operand Channels(Operand operand) => operand with { FirstChannel = operand.FirstChannel + first, Channels = count };

            // Rows of a constant, as a constant of its own.
            Operand Part(Operand constant)
            {
                values.Add(new Value(count, Rows(graph.Values[constant.Value].Constant!, first, count)));
                return new Operand(values.Count - 1, 0, count);
            }
        }

        return parts;
    }

    private static Tensor Rows(Tensor tensor, int first, int count)
    {
        int[] extents = [count, .. tensor.Shape.Extents.ToArray().Skip(1)];
        int row = (int)(tensor.Shape.Count / tensor.Shape[0]);
        return new Tensor(new Shape(extents), tensor.Data.AsSpan(first * row, count * row).ToArray());
    }
}
