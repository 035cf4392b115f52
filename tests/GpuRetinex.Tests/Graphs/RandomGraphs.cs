using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Graphs;

/// <summary>Random networks in which convolutions, pointwise operators and nested concatenations meet in every order.</summary>
internal static class RandomGraphs
{
    private const int Nodes = 14;

    /// <summary>A graph and tensors for its inputs, decided by the seed.</summary>
    public static (Graph Graph, Dictionary<string, Tensor> Inputs) Make(int seed)
    {
        var random = new Random(seed);
        var builder = new GraphBuilder();
        List<Operand> pool = [builder.Input("a", 3), builder.Input("b", 4)];
        for (int i = 0; i < Nodes; i++) pool.Add(Append(builder, random, pool, i));

        builder.Output("last", pool[^1]);
        builder.Output("middle", pool[pool.Count / 2]);
        if (random.Next(2) == 0) builder.Output("input", pool[0]);
        var inputs = new Dictionary<string, Tensor> { ["a"] = Random(random, 1, 3, 5, 7), ["b"] = Random(random, 1, 4, 5, 7) };
        return (builder.Build(), inputs);
    }

    private static Operand Append(GraphBuilder builder, Random random, List<Operand> pool, int index)
    {
        Operand x = pool[random.Next(pool.Count)];
        Operand[] alike = [.. pool.Where(other => other.Channels == x.Channels)];
        Operand y = alike[random.Next(alike.Length)], z = alike[random.Next(alike.Length)];
        string name = $"node{index}";
        switch (random.Next(8))
        {
            case 0:
                return builder.Activate(x, Activation.LeakyRelu(0.1f), name);
            case 1:
                return builder.Add(x, y, name);
            case 2:
                return builder.Modulate(x, y, z, 0.1f, name);
            case 3 when x.Channels < 12:
                return builder.Concat(name, x, pool[random.Next(pool.Count)], y);
            default:
                int outputs = random.Next(1, 6), kernel = random.Next(2) * 2 + 1;
                Tensor? bias = random.Next(2) == 0 ? Random(random, outputs) : null;
                Operand convolution = builder.Convolution(x, Random(random, outputs, x.Channels, kernel, kernel), bias, name);
                return random.Next(2) == 0 ? convolution : builder.Activate(convolution, Activation.Sigmoid, name);
        }
    }

    private static Tensor Random(Random random, params int[] extents)
    {
        var tensor = new Tensor(new Shape(extents));
        for (int i = 0; i < tensor.Data.Length; i++) tensor.Data[i] = random.NextSingle() - 0.5f;
        return tensor;
    }
}
