using GpuRetinex.Devices;
using GpuRetinex.Golden;
using GpuRetinex.Graphs;
using GpuRetinex.Graphs.Onnx;
using GpuRetinex.Metrics;
using GpuRetinex.Networks;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Tests.Graphs;
using GpuRetinex.Tests.Operators;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Onnx;

/// <summary>Exported graphs in ONNX Runtime against the simd device and the reference.</summary>
internal sealed class OnnxExporterTests
{
    private const double Tolerance = 1e-5;

    /// <summary>Odd sizes, one pixel, and 198, 230 and 297, where rounding decides a source pixel of a resize by 4.</summary>
    private static readonly (int Height, int Width)[] Sizes = [(16, 16), (61, 45), (12, 198), (230, 9), (297, 5), (1, 1)];

    public static IEnumerable<TestCaseData> NetworkCases() =>
        from network in NetworkCatalog.All
        where network.Name.StartsWith("issr", StringComparison.Ordinal)
        from dynamicSize in new[] { false, true }
        select new TestCaseData(network.Name, dynamicSize);

    [TestCaseSource(nameof(NetworkCases))]
    public void Export_Network_GivesTheNumbersOfSimd(string name, bool dynamicSize)
    {
        Network network = NetworkCatalog.Find(name)!;
        using WeightSet weights = NetworkWeights.Open(Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors"));
        Graph graph = network.Build(weights);
        using var dynamicModel = new OnnxRuntimeRunner(graph, network.InputShapes(20, 24), dynamicSize: true);
        foreach ((int height, int width) in Sizes)
        {
            IReadOnlyDictionary<string, Shape> shapes = network.InputShapes(height, width);
            using OnnxRuntimeRunner? staticModel = dynamicSize ? null : new OnnxRuntimeRunner(graph, shapes, dynamicSize: false);
            Dictionary<string, Tensor> inputs = RandomInputs(shapes, seed: height);
            IReadOnlyDictionary<string, Tensor> actual = (staticModel ?? dynamicModel).Run(inputs);
            RequireEqual(actual, RunSimd(graph, inputs), $"{height}×{width}");
        }
    }

    [TestCase("sftnet_b_batch_odd")]
    [TestCase("sftnet_torch_a")]
    [TestCase("outdoorseg_b_odd")]
    [TestCase("denoise_b_batch_rect")]
    [TestCase("cascade_seg_a_65")]
    public void Export_ReferenceNetwork_GivesTheNumbersOfSimd(string file)
    {
        var golden = new GoldenFile(TestFiles.Shared($"golden/dev/{file}.safetensors"));
        using WeightSet weights = golden.Parameters.Single().Generate();
        Graph graph = NetworkCatalog.Find(golden.Network!)!.Build(weights);
        var inputs = golden.Inputs.ToDictionary();
        using var model = new OnnxRuntimeRunner(graph, Shapes(inputs), dynamicSize: false);
        RequireEqual(model.Run(inputs), RunSimd(graph, inputs), file);
    }

    [Test]
    public void Export_EveryOperator_GivesTheNumbersOfTheReference(
        [ValueSource(typeof(OperatorCases), nameof(OperatorCases.Operators))] string operatorName, [Values] bool dynamicSize)
    {
        foreach (OperatorCase operatorCase in OperatorCases.Of(operatorName).Take(60))
        {
            if (operatorCase.Operator is Pooling2D pool && IsRefused(pool, operatorCase.Inputs[0])) continue;
            (Graph graph, Dictionary<string, Tensor> inputs) = operatorCase.InGraph;
            using var model = new OnnxRuntimeRunner(graph, Shapes(inputs), dynamicSize);
            var expected = new Dictionary<string, Tensor> { ["y"] = operatorCase.Expected.ToTensor() };
            RequireEqual(model.Run(inputs), expected, operatorCase.ToString());
        }
    }

    /// <summary>
    /// What ONNX Runtime does not run: windows with pixels between them under the SAME rule; and in ceiling mode a last window
    /// that is left out because it would begin in the padding, which its kernels do but its shape inference denies.
    /// </summary>
    private static bool IsRefused(Pooling2D op, Shape input)
    {
        if (op.Padding is not { } padding) return op.Kernel < op.Stride;
        return op.CeilingMode && (LeavesOut(input.H) || LeavesOut(input.W));

        bool LeavesOut(int extent) =>
            (extent + 2 * padding - op.Kernel + op.Stride - 1) / op.Stride * op.Stride >= extent + padding;
    }

    [Test]
    public void Export_RandomGraphs_GivesTheNumbersOfTheReference([Values] bool optimised, [Values] bool dynamicSize)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            (Graph graph, Dictionary<string, Tensor> inputs) = RandomGraphs.Make(seed);
            Dictionary<string, Tensor> expected =
                ReferenceInterpreter.Run(graph, inputs).ToDictionary(output => output.Key, output => output.Value.ToTensor());
            Graph exported = optimised ? GraphPasses.Optimize(graph) : graph;
            using var model = new OnnxRuntimeRunner(exported, Shapes(inputs), dynamicSize);
            RequireEqual(model.Run(inputs), expected, $"seed {seed}");
        }
    }

    [Test]
    public void Export_NearestResizeToAnySize_TakesTheSamePixels([Values] bool dynamicSize)
    {
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 1), like = builder.Input("like", 1);
        builder.Output("y", builder.ResizeNearest(x, like));
        builder.Output("like too", like);
        Graph graph = builder.Build();
        using var dynamicModel = new OnnxRuntimeRunner(graph, Shapes(Ramp(3), Ramp(7)), dynamicSize: true);
        for (int size = 1; size < 400; size++)
        {
            var inputs = new Dictionary<string, Tensor> { ["x"] = Ramp((size + 3) / 4), ["like"] = Ramp(size) };
            using OnnxRuntimeRunner? staticModel = dynamicSize ? null : new OnnxRuntimeRunner(graph, Shapes(inputs), false);
            int[] sources = NearestResize.SourceIndices((size + 3) / 4, size);
            Tensor actual = (staticModel ?? dynamicModel).Run(inputs)["y"];
            Assert.That(actual.Data.Take(size), Is.EqualTo(sources.Select(source => (float)source)), $"size {size}");
        }
    }

    [Test]
    public void Export_OutputNamedAsAnInput_GetsAPrefix()
    {
        var builder = new GraphBuilder();
        Operand x = builder.Input("image", 1);
        builder.Output("image", builder.Activate(x, Activation.Relu));
        builder.Output("other", x);
        Graph graph = builder.Build();
        Assert.That(OnnxExporter.OutputName(graph, "image"), Is.EqualTo("output/image"));
        Assert.That(OnnxExporter.OutputName(graph, "other"), Is.EqualTo("other"));
    }

    [Test]
    public void Export_Twice_GivesTheSameBytes()
    {
        (Graph graph, Dictionary<string, Tensor> inputs) = RandomGraphs.Make(1);
        Assert.That(Bytes(), Is.EqualTo(Bytes()));

        byte[] Bytes()
        {
            using var stream = new MemoryStream();
            OnnxExporter.Export(graph, Shapes(inputs), dynamicSize: true, stream);
            return stream.ToArray();
        }
    }

    private static void RequireEqual(
        IReadOnlyDictionary<string, Tensor> actual, IReadOnlyDictionary<string, Tensor> expected, string what)
    {
        foreach ((string name, Tensor tensor) in expected)
        {
            TensorDistance distance = TensorDistance.Between(actual[name], tensor, Tolerance);
            Assert.That(distance.Passed, $"{what}, output {name}: {distance}");
        }
    }

    private static IReadOnlyDictionary<string, Tensor> RunSimd(Graph graph, Dictionary<string, Tensor> inputs)
    {
        var plan = new Plan(GraphPasses.Optimize(graph), Shapes(inputs));
        using IExecutable executable = TestDevices.Open(TestDevices.WidestSimd).Compile(plan);
        return executable.Run(inputs);
    }

    private static Dictionary<string, Tensor> RandomInputs(IReadOnlyDictionary<string, Shape> shapes, int seed)
    {
        var random = new Random(seed);
        return shapes.ToDictionary(input => input.Key, input => RandomTensor(input.Value));

        Tensor RandomTensor(Shape shape)
        {
            var tensor = new Tensor(shape);
            for (int i = 0; i < tensor.Data.Length; i++) tensor.Data[i] = random.NextSingle();
            return tensor;
        }
    }

    private static Dictionary<string, Shape> Shapes(Dictionary<string, Tensor> inputs) =>
        inputs.ToDictionary(input => input.Key, input => input.Value.Shape);

    private static Dictionary<string, Shape> Shapes(Tensor x, Tensor like) => new() { ["x"] = x.Shape, ["like"] = like.Shape };

    /// <summary>Two rows in which every pixel holds its column.</summary>
    private static Tensor Ramp(int columns) =>
        new(new Shape(1, 1, 2, columns), [.. Enumerable.Range(0, 2 * columns).Select(i => (float)(i % columns))]);
}
