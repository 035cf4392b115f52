using System.Collections.Immutable;
using GpuRetinex.Graphs;
using GpuRetinex.Networks;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Perf.Cases;

/// <summary>All cases that engines are compared on.</summary>
internal static class CaseCatalog
{
    public static ImmutableArray<BenchmarkCase> All { get; } =
    [
        Chain(channels: 64, size: 128),
        Chain(channels: 32, size: 256),
        IssrLite(600, 400),
        IssrLite(256, 256),
        IssrOfficial(256, 192),
        IssrOfficial(256, 256),
        IssrOfficial(600, 400),
        Sftgan("sftnet-160x120", "sftgan/sftnet", RandomSftganWeights.SftNet, width: 160, height: 120),
        Sftgan("outdoorseg-640x480", "sftgan/segmentation", RandomSftganWeights.OutdoorSceneSeg, width: 640, height: 480),
        Convolution(kernel: 3, inputs: 64, outputs: 64),
        Convolution(kernel: 3, inputs: 3, outputs: 64),
        Convolution(kernel: 3, inputs: 64, outputs: 3),
        Convolution(kernel: 1, inputs: 128, outputs: 64),
        Single("maximum-pool-64-256", 64, 256, (builder, x) => builder.Pool(x, PoolingKind.Maximum)),
        Single("average-pool-64-256", 64, 256, (builder, x) => builder.Pool(x, PoolingKind.Average)),
        Resize(),
        TransposedConvolution(),
    ];

    /// <summary>ISSR with the repository's weights.</summary>
    public static BenchmarkCase IssrLite(int width, int height)
    {
        Network network = NetworkCatalog.Find("issr")!;
        return new BenchmarkCase($"issr-lite-{width}x{height}", Build, network.InputShapes(height, width));

        Graph Build()
        {
            using WeightSet weights = NetworkWeights.Open(RepositoryFiles.Find("weights/issr-lite.safetensors"));
            return network.Build(weights).WithOutputs("image");
        }
    }

    private static BenchmarkCase IssrOfficial(int width, int height)
    {
        Network network = NetworkCatalog.Find("issr")!;
        return new BenchmarkCase($"issr-official-{width}x{height}", Build, network.InputShapes(height, width));

        Graph Build()
        {
            using WeightSet weights = OfficialIssrWeights.Create();
            return network.Build(weights).WithOutputs("image");
        }
    }

    private static BenchmarkCase Sftgan(string name, string networkName, Func<WeightSet> create, int width, int height)
    {
        Network network = NetworkCatalog.Find(networkName)!;
        return new BenchmarkCase(name, Build, network.InputShapes(height, width));

        Graph Build()
        {
            using WeightSet weights = create();
            return network.Build(weights);
        }
    }

    /// <summary>Ten convolutions 3×3, each with bias and leaky ReLU: the trunk of every restoration network.</summary>
    private static BenchmarkCase Chain(int channels, int size) =>
        Single($"chain-{channels}x10-{size}", channels, size, (builder, x) =>
        {
            var random = new Random(10);
            for (int i = 0; i < 10; i++)
            {
                Tensor weights = RandomTensors.Weights(random, channels, channels, 3, 3);
                x = builder.Convolution(x, weights, RandomTensors.Bias(random, channels), $"conv{i}", Activation.LeakyRelu(0.1f));
            }

            return x;
        });

    private static BenchmarkCase Convolution(int kernel, int inputs, int outputs) =>
        Single($"conv{kernel}x{kernel}-{inputs}-{outputs}-256", inputs, 256, (builder, x) =>
        {
            var random = new Random(11);
            Tensor weights = RandomTensors.Weights(random, outputs, inputs, kernel, kernel);
            return builder.Convolution(x, weights, RandomTensors.Bias(random, outputs), "conv", Activation.LeakyRelu(0.1f));
        });

    private static BenchmarkCase Resize()
    {
        var shapes = new Dictionary<string, Shape> { ["x"] = new(1, 64, 128, 128), ["size"] = new(1, 1, 256, 256) };
        return new BenchmarkCase("resize-64-128-256", Build, shapes);

        static Graph Build()
        {
            var builder = new GraphBuilder();
            builder.Output("y", builder.ResizeNearest(builder.Input("x", 64), builder.Input("size", 1)));
            return builder.Build();
        }
    }

    private static BenchmarkCase TransposedConvolution()
    {
        var shapes = new Dictionary<string, Shape> { ["x"] = new(1, 128, 128, 128), ["size"] = new(1, 1, 256, 256) };
        return new BenchmarkCase("transposed2x2-128-64-256", Build, shapes);

        static Graph Build()
        {
            var builder = new GraphBuilder();
            Tensor weights = RandomTensors.Weights(new Random(12), 128, 64, 2, 2);
            builder.Output("y", builder.TransposedConvolution(builder.Input("x", 128), weights, builder.Input("size", 1), "up"));
            return builder.Build();
        }
    }

    private static BenchmarkCase Single(string name, int channels, int size, Func<GraphBuilder, Operand, Operand> append)
    {
        return new BenchmarkCase(name, Build, new Dictionary<string, Shape> { ["x"] = new(1, channels, size, size) });

        Graph Build()
        {
            var builder = new GraphBuilder();
            builder.Output("y", append(builder, builder.Input("x", channels)));
            return builder.Build();
        }
    }
}
