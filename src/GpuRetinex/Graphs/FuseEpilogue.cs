using System.Collections.Immutable;
using GpuRetinex.Operators;

namespace GpuRetinex.Graphs;

/// <summary>
/// Draws the pointwise operator that alone consumes a convolution's result into the convolution's store: activation, then
/// modulation, then residual add, then a leaky ReLU, as far as they follow in this order.
/// </summary>
public static class FuseEpilogue
{
    public static Graph Apply(Graph graph)
    {
        var uses = new GraphUses(graph);
        var producers = new Dictionary<int, Node>();
        foreach (Node node in graph.Nodes)
        {
            Node result = node;
            for (int i = 0; i < node.Inputs.Length; i++)
            {
                Operand input = node.Inputs[i];
                if (uses.Count(input) != 1 || !graph.IsWhole(input) || !producers.TryGetValue(input.Value, out Node? producer))
                    continue;
                if (producer.Operator is not Convolution2D convolution) continue;
                if (Fuse(convolution, producer, node, i, graph) is not { } fused) continue;
                producers.Remove(input.Value);
                result = fused;
                break;
            }

            producers.Add(node.Output.Value, result);
        }

        // A fused convolution stands where its last pointwise operator stood: what that one read has been computed by then.
        IEnumerable<Node> kept = graph.Nodes.Where(node => producers.ContainsKey(node.Output.Value));
        return graph with { Nodes = [.. kept.Select(node => producers[node.Output.Value])] };
    }

    /// <summary>The convolution with <paramref name="consumer"/> drawn in, or null where that would change the result.</summary>
    private static Node? Fuse(Convolution2D convolution, Node producer, Node consumer, int inputIndex, Graph graph)
    {
        (Convolution2D? Fused, ImmutableArray<Operand> Added) fusion = consumer.Operator switch
        {
            _ when convolution.FinalActivation.Kind != ActivationKind.None => (null, []),
            Activate activate when convolution
            is { Activation.Kind: ActivationKind.None, ModulationOffset: null, HasResidual: false } =>
                (convolution with { Activation = activate.Activation }, []),
            Activate { Activation.Kind: ActivationKind.LeakyRelu } activate when convolution.ModulationOffset is not null
            || convolution.HasResidual =>
                (convolution with { FinalActivation = activate.Activation }, []),
            Modulate modulate when inputIndex == 0 && convolution is { ModulationOffset: null, HasResidual: false } =>
                (convolution with { ModulationOffset = modulate.Offset }, [consumer.Inputs[1], consumer.Inputs[2]]),
            Add when !convolution.HasResidual => (convolution with { HasResidual = true }, [consumer.Inputs[1 - inputIndex]]),
            _ => (null, []),
        };

        if (fusion.Fused is null || fusion.Added.Any(graph.IsConstant)) return null;
        return producer with
        {
            Operator = fusion.Fused,
            Inputs = producer.Inputs.AddRange(fusion.Added),
            Output = consumer.Output,
        };
    }
}
