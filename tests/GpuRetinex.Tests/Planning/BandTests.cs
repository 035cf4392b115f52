using GpuRetinex.Devices;
using GpuRetinex.Golden;
using GpuRetinex.Graphs;
using GpuRetinex.Metrics;
using GpuRetinex.Networks;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Tests.Graphs;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Planning;

/// <summary>A picture computed band after band is the picture computed at once, for the same work in less memory.</summary>
internal sealed class BandTests
{
    [TestCase(150, 203, 24)]
    [TestCase(121, 131, 96)]
    [TestCase(230, 9, 17)]
    [TestCase(61, 40, 5)]
    public void Issr_InBands_EqualsTheWhole(int height, int width, int rows)
    {
        var network = new IssrNetwork();
        RequireSame(IssrGraph(), network.InputShapes(height, width), rows, expectLessMemory: rows is 24);
    }

    [TestCase("sftnet_a", 37, 45, 30)]
    [TestCase("sftnet_torch_a", 29, 41, 24)]
    [TestCase("denoise_a_140", 140, 152, 24)]
    [TestCase("outdoorseg_a", 120, 75, 24)]
    [TestCase("cascade_seg_a_65", 89, 65, 30)]
    [TestCase("cascade_cls_a_232", 232, 232, 24)]
    public void Network_InBands_EqualsTheWhole(string golden, int height, int width, int rows)
    {
        var file = new GoldenFile(TestFiles.Shared($"golden/dev/{golden}.safetensors"));
        Network network = NetworkCatalog.Find(file.Network!)!;
        using WeightSet weights = file.Parameters.Single().Generate();
        RequireSame(
            GraphPasses.Optimize(network.Build(weights)), network.InputShapes(height, width), rows, expectLessMemory: false);
    }

    [Test]
    public void Operators_InBandsOfTiles_EqualTheWhole(
        [Values(1, 3, 8)] int rows,
        [Values("simd-512", "simd-256", "simd-128", "opencl", "ilgpu-cpu", "vulkan")] string deviceName)
    {
        IDevice device = TestDevices.Open(deviceName);
        for (int seed = 0; seed < (deviceName == "vulkan" ? 3 : 12); seed++)
        {
            (Graph graph, Dictionary<string, Tensor> inputs) = RandomPyramid.Make(seed);
            Dictionary<string, Shape> shapes = ShapesOf(inputs);
            Tensor whole = Run(device, new Plan(graph, shapes), inputs)["y"];
            Tensor inBands = Run(device, new Plan(graph, shapes, tile: null, new BandRule(0, rows)), inputs)["y"];
            Assert.That(inBands.Data, Is.EqualTo(whole.Data).Within(2e-5), $"seed {seed}, {whole.Shape}");
            foreach (Region tile in TileGrid.Cut(whole.Shape, 16))
            {
                Tensor part = Run(device, new Plan(graph, shapes, tile, new BandRule(0, rows)), inputs)["y"];
                Assert.That(
                    part.Data, Is.EqualTo(Patch.Cut(whole, tile).Data).Within(2e-5), $"seed {seed}, {tile} of {whole.Shape}");
            }
        }
    }

    /// <summary>
    /// Values that several steps write, outputs in the middle of the graph, steps in place: whatever a graph may have.
    /// </summary>
    [Test]
    public void Plan_RandomGraphsInBands_RunsAsTheReference([Values(1, 2, 3)] int rows)
    {
        IDevice device = TestDevices.Open(TestDevices.WidestSimd);
        for (int seed = 0; seed < 200; seed++)
        {
            (Graph graph, Dictionary<string, Tensor> inputs) = RandomGraphs.Make(seed);
            var plan = new Plan(GraphPasses.Optimize(graph), ShapesOf(inputs), tile: null, new BandRule(0, rows));
            IReadOnlyDictionary<string, Tensor> actual = Run(device, plan, inputs);
            foreach ((string name, ReferenceTensor expected) in ReferenceInterpreter.Run(graph, inputs))
                Assert.That(actual[name].Data, Is.EqualTo(expected.ToTensor().Data).Within(1e-4), $"seed {seed}, output {name}");
        }
    }

    [Test]
    public void Plan_InBands_ComputesNothingTwiceAndReadsOnlyWhatIsStored()
    {
        IReadOnlyDictionary<string, Shape> shapes = new IssrNetwork().InputShapes(300, 203);
        Plan whole = new(IssrGraph(), shapes), inBands = new(IssrGraph(), shapes, tile: null, new BandRule(0, 48));
        Assert.That(inBands.Flops, Is.EqualTo(whole.Flops).Within(inBands.Steps.Length));
        foreach (Step step in inBands.Steps)
            foreach (View view in step.Inputs.Append(step.Output).Where(view => !view.IsConstant))
                Assert.That(view.BufferRegion.Union(view.Region), Is.EqualTo(view.BufferRegion), step.Name);
    }

    [Test]
    public void PlanFor_LargePicture_TakesAFractionOfTheWholesMemory()
    {
        IReadOnlyDictionary<string, Shape> shapes = new IssrNetwork().InputShapes(1600, 2400);
        Plan whole = new(IssrGraph(), shapes), inBands = TestDevices.Open(TestDevices.WidestSimd).PlanFor(IssrGraph(), shapes);
        Assert.That(inBands.ArenaElements, Is.LessThan(whole.ArenaElements / 5));
    }

    [Test]
    public void PlanFor_SmallPictureOrBatch_HasNoBands()
    {
        IDevice device = TestDevices.Open(TestDevices.WidestSimd);
        Assert.That(
            device.PlanFor(IssrGraph(), new IssrNetwork().InputShapes(100, 100)).Steps,
            Has.Length.EqualTo(IssrGraph().Nodes.Length));
        Dictionary<string, Shape> batch = new() { ["image"] = new(4, 3, 800, 600), ["ratio"] = new(4, 1, 1, 1) };
        Assert.That(device.PlanFor(IssrGraph(), batch).Steps, Has.Length.EqualTo(IssrGraph().Nodes.Length));
    }

    /// <summary>A constant as large as the picture cannot be cut; such a network runs all the same.</summary>
    [Test]
    public void PlanFor_ConstantMap_HasNoBands()
    {
        var builder = new GraphBuilder();
        var shape = new Shape(1, 20, 1500, 1200);
        Operand x = builder.Input("x", shape.C);
        builder.Output("y", builder.Add(x, builder.Constant(new Tensor(shape)), "sum"));
        Graph graph = GraphPasses.Optimize(builder.Build());
        Plan plan = TestDevices.Open(TestDevices.WidestSimd).PlanFor(graph, new Dictionary<string, Shape> { ["x"] = shape });
        Assert.That(plan.IsPartial, Is.False);
    }

    private static void RequireSame(Graph graph, IReadOnlyDictionary<string, Shape> shapes, int rows, bool expectLessMemory)
    {
        var random = new Random(rows);
        Dictionary<string, Tensor> inputs = shapes.ToDictionary(input => input.Key, input => Noise(input.Value, random));
        IDevice device = TestDevices.Open(TestDevices.WidestSimd);
        Plan whole = new(graph, shapes), inBands = new(graph, shapes, tile: null, new BandRule(0, rows));
        Assert.That(inBands.Steps.Length, Is.GreaterThan(whole.Steps.Length));
        if (expectLessMemory) Assert.That(inBands.ArenaElements, Is.LessThan(whole.ArenaElements * 3 / 4));
        IReadOnlyDictionary<string, Tensor> expected = Run(device, whole, inputs), actual = Run(device, inBands, inputs);
        foreach ((string name, Tensor tensor) in expected)
        {
            TensorDistance distance = TensorDistance.Between(actual[name], tensor, 1e-5);
            Assert.That(distance.Passed, $"{name}: {distance}");
        }
    }

    private static IReadOnlyDictionary<string, Tensor> Run(IDevice device, Plan plan, Dictionary<string, Tensor> inputs)
    {
        using IExecutable executable = device.Compile(plan);
        return executable.Run(
            plan.Inputs.ToDictionary(input => input.Key, input => Patch.Cut(inputs[input.Key], input.Value.Region)));
    }

    private static Graph IssrGraph()
    {
        using WeightSet weights = NetworkWeights.Open(Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors"));
        return GraphPasses.Optimize(new IssrNetwork().Build(weights));
    }

    private static Dictionary<string, Shape> ShapesOf(Dictionary<string, Tensor> inputs) =>
        inputs.ToDictionary(input => input.Key, input => input.Value.Shape);

    private static Tensor Noise(Shape shape, Random random) =>
        new(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextSingle())]);
}
