using System.Collections.Immutable;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs;

/// <summary>Runs a graph in double precision with the operators' references: slow, plain, and by definition right.</summary>
public static class ReferenceInterpreter
{
    /// <param name="graph">Any graph, before or after passes.</param>
    /// <param name="inputs">A tensor for each input, by name.</param>
    /// <returns>The outputs by name.</returns>
    public static IReadOnlyDictionary<string, ReferenceTensor> Run(Graph graph, IReadOnlyDictionary<string, Tensor> inputs)
    {
        ImmutableArray<Shape> shapes = graph.InferShapes(inputs.ToDictionary(input => input.Key, input => input.Value.Shape));
        var values = new ReferenceTensor?[graph.Values.Length];
        for (int i = 0; i < values.Length; i++)
            if (graph.Values[i].Constant is { } constant)
                values[i] = ReferenceTensor.From(constant);
        foreach (NamedOperand input in graph.Inputs) values[input.Operand.Value] = ReferenceTensor.From(inputs[input.Name]);

        foreach (Node node in graph.Nodes)
        {
            ReferenceTensor[] operands = [.. node.Inputs.Select(Read)];
            ReferenceTensor result = Evaluate(node.Operator, operands);
            ReferenceTensor whole = values[node.Output.Value] ??= new ReferenceTensor(shapes[node.Output.Value]);
            whole.SetChannels(node.Output.FirstChannel, result);
        }

        return graph.Outputs.ToDictionary(output => output.Name, output => Read(output.Operand));

        ReferenceTensor Read(Operand operand)
        {
            ReferenceTensor whole = values[operand.Value] ?? throw new InvalidOperationException(
                $"value {operand.Value} is read before it is written");
            return graph.IsWhole(operand) ? whole : whole.Channels(operand.FirstChannel, operand.Channels);
        }
    }

    /// <summary>One operator on given tensors.</summary>
    public static ReferenceTensor Evaluate(Operator op, ReadOnlySpan<ReferenceTensor> inputs)
    {
        var shapes = new Shape[inputs.Length];
        for (int i = 0; i < inputs.Length; i++) shapes[i] = inputs[i].Shape;
        var output = new ReferenceTensor(op.OutputShape(shapes));
        op.Reference(inputs, output);
        return output;
    }
}
