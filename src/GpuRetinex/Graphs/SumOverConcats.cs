using System.Collections.Immutable;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs;

/// <summary>
/// Computes a 1×1 convolution over a concatenation as the sum of one convolution for each part, each added where its part is read
/// for the last time otherwise. Done where a part outlives the concatenation, which as one buffer would live as long as that
/// part, or hold a copy of it: a sum of the output's channels then waits in place of all parts. Done as well where a part is what
/// a convolution adds to a residual: as a slice of something wider it could not take the residual's place.
/// </summary>
public static class SumOverConcats
{
    public static Graph Apply(Graph graph)
    {
        // The last one first: once its parts are read earlier, they may no longer outlive others.
        for (int index = graph.Nodes.Length - 1; index >= 0; index--)
        {
            if (!Suits(graph, graph.Nodes[index])) continue;
            ImmutableArray<Operand> parts = PartsOf(graph, graph.Nodes[index].Inputs[Convolution2D.InputIndex]);
            if (parts.Length < 2 || parts.Any(graph.IsConstant)) continue;
            int[] lastReads = [.. parts.Select(part => LastReadBeside(graph, part, index))];
            if (lastReads.All(last => last < index) && !parts.Any(part => IsSum(graph, part))) continue;
            graph = RemoveDeadNodes.Apply(Split(graph, index, parts, lastReads));
            index = graph.Nodes.Length;
        }

        return graph;
    }

    private static bool Suits(Graph graph, Node node) =>
        node.Operator is Convolution2D { Stride: 1, Padding: 0, ModulationOffset: null, HasResidual: false } op
        && op.Activation.Kind != ActivationKind.Sigmoid
        && graph.Values[node.Inputs[Convolution2D.WeightsIndex].Value].Constant is { } weights && weights.Shape[2] == 1
        && weights.Shape[3] == 1;

    /// <summary>
    /// What a concatenation consists of, through concatenations within it; the operand itself where it is none.
    /// </summary>
    private static ImmutableArray<Operand> PartsOf(Graph graph, Operand operand) =>
        graph.Nodes.FirstOrDefault(node => node.Output.Value == operand.Value) is { Operator: Concat } concat
        && graph.IsWhole(operand)
            ? [.. concat.Inputs.SelectMany(part => PartsOf(graph, part))]
            : [operand];

    /// <summary>
    /// The node that reads a value last, the one at <paramref name="index"/> aside; a concatenation reads where its own result is
    /// read. An output of the graph is read behind all nodes.
    /// </summary>
    private static int LastReadBeside(Graph graph, Operand operand, int index)
    {
        int last = graph.Outputs.Any(output => output.Operand.Value == operand.Value) ? graph.Nodes.Length : -1;
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            if (i == index || graph.Nodes[i].Inputs.All(input => input.Value != operand.Value)) continue;
            last = Math.Max(last, graph.Nodes[i].Operator is Concat ? LastReadBeside(graph, graph.Nodes[i].Output, index) : i);
        }

        return last;
    }

    private static bool IsSum(Graph graph, Operand part) =>
        graph.Nodes.Any(node => node.Output == part && node.Operator is Convolution2D { HasResidual: true });

    /// <summary>The graph with the convolution at <paramref name="index"/> as a sum over its input's parts.</summary>
    private static Graph Split(Graph graph, int index, ImmutableArray<Operand> parts, int[] lastReads)
    {
        Node whole = graph.Nodes[index];
        ImmutableArray<Value>.Builder values = graph.Values.ToBuilder();
        int[] places = [.. parts.Select((part, i) => Math.Max(Math.Min(lastReads[i], index), ProducerOf(graph, part)))];
        int[] order = [.. Enumerable.Range(0, parts.Length).OrderBy(i => places[i])];
        places[order[^1]] = index;

        Operand? sum = null;
        ILookup<int, Node> terms = order.Select(i => (Place: places[i], Node: NextTerm(i)))
            .ToLookup(term => term.Place, term => term.Node);
        IEnumerable<Node> nodes = graph.Nodes.SelectMany((node, i) => i == index ? terms[i] : terms[i].Prepend(node));
        return graph with { Nodes = [.. terms[-1], .. nodes], Values = values.ToImmutable() };

        Node NextTerm(int i)
        {
            bool isLast = i == order[^1];
            Operand weights = Add(
                whole.Output.Channels, Columns(graph, whole, parts.Take(i).Sum(part => part.Channels), parts[i].Channels));
            Operand output = isLast ? whole.Output : Add(whole.Output.Channels, null);
            Node term = Term(whole, parts[i], weights, sum, output, isLast);
            sum = output;
            return term;
        }

        Operand Add(int channels, Tensor? constant)
        {
            values.Add(new Value(channels, constant));
            return new Operand(values.Count - 1, 0, channels);
        }
    }

    /// <summary>One part's convolution, added to the sum so far. The last one has the bias and the activation.</summary>
    private static Node Term(Node whole, Operand part, Operand weights, Operand? sum, Operand output, bool isLast)
    {
        var op = (Convolution2D)whole.Operator;
        return whole with
        {
            Operator = op with
            {
                HasBias = op.HasBias && isLast,
                Activation = Activation.None,
                HasResidual = sum is not null,
                FinalActivation = isLast ? op.Activation : Activation.None,
            },
            Inputs =
                [part, weights, .. isLast ? whole.Inputs.Skip(Convolution2D.BiasIndex) : [], .. sum is null ? [] : new[] { sum }],
            Output = output,
        };
    }

    /// <summary>Index of the last node that writes to a value; −1 for an input of the graph.</summary>
    private static int ProducerOf(Graph graph, Operand operand)
    {
        for (int i = graph.Nodes.Length - 1; i >= 0; i--)
            if (graph.Nodes[i].Output.Value == operand.Value)
                return i;
        return -1;
    }

    /// <summary>The weights of some input channels, [O,channels,1,1].</summary>
    private static Tensor Columns(Graph graph, Node node, int first, int channels)
    {
        Tensor weights = graph.Values[node.Inputs[Convolution2D.WeightsIndex].Value].Constant!;
        int outputs = weights.Shape[0], inputs = weights.Shape[1];
        var columns = new Tensor(new Shape(outputs, channels, 1, 1));
        for (int output = 0; output < outputs; output++)
            weights.Data.AsSpan(output * inputs + first, channels).CopyTo(columns.Data.AsSpan(output * channels));
        return columns;
    }
}
