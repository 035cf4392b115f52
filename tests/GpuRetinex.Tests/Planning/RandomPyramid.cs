using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Planning;

/// <summary>Networks that go down, up and across by every operator that looks at neighbours, with random parameters.</summary>
internal static class RandomPyramid
{
    /// <summary>A graph with the output "y", and a tensor for its input; decided by the seed.</summary>
    public static (Graph Graph, Dictionary<string, Tensor> Inputs) Make(int seed)
    {
        var random = new Random(seed);
        var builder = new GraphBuilder();
        var shape = new Shape(1, random.Next(1, 20), random.Next(15, 40), random.Next(15, 40));
        Operand x = builder.Input("x", shape.C);
        Operand wide = builder.Convolution(
            x, Noise(new Shape(18, shape.C, 3, 3)), Noise(new Shape(18)), "wide", Activation.LeakyRelu(0.1f));
        Operand winograd = builder.Convolution(wide, Noise(new Shape(17, 18, 3, 3)), null, "winograd");
        Operand pooled = builder.Pool(winograd, random.Next(2) == 0 ? PoolingKind.Maximum : PoolingKind.Average);
        Operand strided = builder.Apply(
            new Convolution2D { Stride = 2, Dilation = random.Next(1, 3), Padding = random.Next(1, 3) }, "strided", pooled,
            builder.Constant(Noise(new Shape(9, 17, 3, 3))));
        Operand up = builder.TransposedConvolution(pooled, Noise(new Shape(17, 18, 2, 2)), sizeOf: wide, "up");
        Operand near = builder.ResizeNearest(strided, sizeOf: wide);
        Operand average = builder.Apply(
            new Pooling2D(PoolingKind.AverageWithPadding) { Kernel = 3, Stride = 1, Padding = 1, CeilingMode = true }, "average",
            wide);
        Operand smooth = builder.ResizeBilinear(strided, sizeOf: wide, alignCorners: random.Next(2) == 0);
        var overlapping = new TransposedConvolution2D { Padding = 1, HasBias = true, HasSize = true };
        Operand overlap = builder.Apply(
            overlapping, "overlap", pooled, builder.Constant(Noise(new Shape(17, 5, 4, 4))),
            builder.Constant(Noise(new Shape(5))), wide);
        Operand shuffled = builder.PixelShuffle(builder.Convolution(pooled, Noise(new Shape(12, 17, 3, 3)), null, "shuffled"), 2);
        Operand doubled = builder.ResizeNearest(builder.ResizeNearest(pooled, factor: 2), sizeOf: wide);
        Operand shifted = builder.Pad(wide, 2, -1, -2, 1);
        Operand all = builder.Concat(
            "all", up, near, builder.Softmax(wide), average, smooth, overlap, builder.ResizeNearest(shuffled, sizeOf: wide),
            doubled, shifted);
        builder.Output("y", builder.Convolution(all, Noise(new Shape(3, all.Channels, 1, 1)), null, "last", Activation.Sigmoid));
        return (GraphPasses.Optimize(builder.Build()), new Dictionary<string, Tensor> { ["x"] = Noise(shape) });
    }

    private static Tensor Noise(Shape shape)
    {
        var random = new Random((int)shape.Count);
        return new Tensor(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextSingle() - 0.3f)]);
    }
}
