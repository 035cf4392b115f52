using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Perf.Cases;

/// <summary>One operator at one size.</summary>
/// <param name="Name">Operator and channels.</param>
/// <param name="Inputs">Shapes of the inputs, called 0, 1 and so on.</param>
/// <param name="Append">Appends the operator; called several times with the same inputs.</param>
internal sealed record KernelCase(string Name, Shape[] Inputs, Func<GraphBuilder, Operand[], Operand> Append)
{
    public IReadOnlyDictionary<string, Tensor> MakeInputs()
    {
        var random = new Random(3);
        return Inputs.Index().ToDictionary(input => $"{input.Index}", input => RandomTensors.Uniform(random, input.Item, 0, 1));
    }

    /// <summary>
    /// The operator several times on the same inputs. Only the last result is an output, but all are computed: the time of a
    /// repetition is the difference between two such graphs, without the conversions at their ends.
    /// </summary>
    public Graph Repeated(int count)
    {
        var builder = new GraphBuilder();
        Operand[] inputs = [.. Inputs.Select((shape, index) => builder.Input($"{index}", shape.C))];
        Operand last = inputs[0];
        for (int i = 0; i < count; i++) last = Append(builder, inputs);
        builder.Output("y", last);
        return ElideConcat.Apply(FuseEpilogue.Apply(builder.Build()));
    }

    public static KernelCase Convolution(int kernel, int inputs, int outputs, int size, bool residual = false)
    {
        var random = new Random(4);
        Tensor weights = RandomTensors.Weights(random, outputs, inputs, kernel, kernel);
        Tensor bias = RandomTensors.Bias(random, outputs);
        var input = new Shape(1, inputs, size, size);
        string name = $"convolution {kernel}×{kernel} {inputs}→{outputs}";
        return residual
            ? new KernelCase($"{name} + residual", [input, input.WithChannels(outputs)], (builder, x) =>
                builder.Add(builder.Convolution(x[0], weights, bias, "conv"), x[1]))
            : new KernelCase(name, [input], (builder, x) =>
                builder.Convolution(x[0], weights, bias, "conv", Activation.LeakyRelu(0.1f)));
    }

    public static KernelCase TransposedConvolution(int inputs, int outputs, int size)
    {
        Tensor weights = RandomTensors.Weights(new Random(5), inputs, outputs, 2, 2);
        Shape[] shapes = [new(1, inputs, size / 2, size / 2), new(1, 1, size, size)];
        return new KernelCase($"transposed 2×2 {inputs}→{outputs}", shapes, (builder, x) =>
            builder.TransposedConvolution(x[0], weights, x[1], "up"));
    }
}
