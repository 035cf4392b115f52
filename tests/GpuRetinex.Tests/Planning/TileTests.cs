using System.Collections.Immutable;
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
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Planning;

/// <summary>A picture computed in tiles is the picture computed whole.</summary>
internal sealed class TileTests
{
    [TestCase(150, 203, 64)]
    [TestCase(97, 131, 72)]
    [TestCase(61, 198, 64)]
    [TestCase(230, 9, 64)]
    public void Issr_InTiles_EqualsTheWhole(int height, int width, int side)
    {
        using WeightSet weights = NetworkWeights.Open(Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors"));
        Graph graph = GraphPasses.Optimize(new IssrNetwork().Build(weights));
        var inputs =
            new Dictionary<string, Tensor> { ["image"] = Noise(new Shape(1, 3, height, width)), ["ratio"] = Tensor.Scalar(3) };

        using var runner = new GraphRunner(graph, TestDevices.Open(TestDevices.WidestSimd));
        RunResult whole = runner.Run(inputs, TileRule.Off);
        RunResult tiled = runner.Run(inputs, TileRule.OfSide(side));

        Assert.That(tiled.Tiles, Is.GreaterThan(1));
        foreach ((string name, Tensor expected) in whole.Outputs)
        {
            TensorDistance distance = TensorDistance.Between(tiled.Outputs[name], expected, 1e-5);
            Assert.That(distance.Passed, $"{name}: {distance}");
        }
    }

    [TestCase("sftnet_a", 37, 45, 96)]
    [TestCase("sftnet_torch_a", 29, 41, 100)]
    [TestCase("denoise_a_140", 140, 152, 64)]
    public void Network_InTiles_EqualsTheWhole(string golden, int height, int width, int side)
    {
        var file = new GoldenFile(TestFiles.Shared($"golden/dev/{golden}.safetensors"));
        Network network = NetworkCatalog.Find(file.Network!)!;
        using WeightSet weights = file.Parameters.Single().Generate();
        Graph graph = GraphPasses.Optimize(network.Build(weights));
        Dictionary<string, Tensor> inputs = network.InputShapes(height, width)
            .ToDictionary(input => input.Key, input => Noise(input.Value));

        using var runner = new GraphRunner(graph, TestDevices.Open(TestDevices.WidestSimd));
        Tensor whole = runner.Run(inputs, TileRule.Off).Outputs.Values.Single();
        RunResult tiled = runner.Run(inputs, TileRule.OfSide(side));

        Assert.That(tiled.Tiles, Is.GreaterThan(3));
        TensorDistance distance = TensorDistance.Between(tiled.Outputs.Values.Single(), whole, 1e-5);
        Assert.That(distance.Passed, distance.ToString());
    }

    /// <summary>What cannot be cut is refused where tiles are asked for, not computed whole without a word.</summary>
    [Test]
    public void Run_OutputsOfSeveralSizes_RunsWholeOrSaysThatItCannotBeCut()
    {
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 1);
        builder.Output("half", builder.Pool(x, PoolingKind.Maximum));
        builder.Output("same", builder.Activate(x, Activation.Relu));
        using var runner = new GraphRunner(GraphPasses.Optimize(builder.Build()), TestDevices.Open(TestDevices.WidestSimd));
        var inputs = new Dictionary<string, Tensor> { ["x"] = Noise(new Shape(1, 1, 200, 200)) };
        RunResult result = runner.Run(inputs, TileRule.WithinBytes(1 << 30));
        Assert.That(result.Tiles, Is.EqualTo(1));
        Assert.That(result.Outputs["half"].Shape, Is.EqualTo(new Shape(1, 1, 100, 100)));
        foreach (TileRule rule in new[] { TileRule.OfSide(64), TileRule.WithinBytes(1000) })
        {
            DeviceException refusal = Assert.Throws<DeviceException>(() => runner.Run(inputs, rule))!;
            Assert.That(refusal.Message, Does.Contain("cannot be computed in tiles"));
        }
    }

    [Test]
    public void Operators_InTiles_EqualTheWhole(
        [Values(7, 8, 13)] int tileSide,
        [Values("simd-512", "simd-256", "simd-128", "opencl", "ilgpu-cpu", "vulkan")] string deviceName)
    {
        IDevice device = TestDevices.Open(deviceName);
        for (int seed = 0; seed < (deviceName == "vulkan" ? 3 : 12); seed++)
        {
            (Graph graph, Dictionary<string, Tensor> inputs) = RandomPyramid.Make(seed);
            Dictionary<string, Shape> shapes = inputs.ToDictionary(input => input.Key, input => input.Value.Shape);
            Tensor whole = Run(device, new Plan(graph, shapes), inputs);
            foreach (Region tile in TileGrid.Cut(whole.Shape, tileSide))
            {
                Tensor part = Run(device, new Plan(graph, shapes, tile), inputs);
                Assert.That(
                    part.Data, Is.EqualTo(Patch.Cut(whole, tile).Data).Within(2e-5), $"seed {seed}, {tile} of {whole.Shape}");
            }
        }
    }

    [Test]
    public void Plan_Tile_ReadsOnlyWhatIsStored()
    {
        using WeightSet weights = NetworkWeights.Open(Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors"));
        var network = new IssrNetwork();
        Graph graph = GraphPasses.Optimize(network.Build(weights, keepStages: true).WithOutputs("image"));
        foreach (Region tile in TileGrid.Cut(new Shape(1, 3, 150, 203), 64))
        {
            var plan = new Plan(graph, network.InputShapes(150, 203), tile);
            foreach (Step step in plan.Steps)
                foreach (View view in step.Inputs.Append(step.Output).Where(view => !view.IsConstant))
                    Assert.That(view.BufferRegion.Union(view.Region), Is.EqualTo(view.BufferRegion), $"{step.Name} at {tile}");
        }
    }

    [TestCase(1, 1, 64)]
    [TestCase(100, 37, 64)]
    [TestCase(1000, 777, 200)]
    public void Cut_AnyPicture_CoversEveryPixelOnce(int height, int width, int side)
    {
        var covered = new int[height, width];
        foreach (Region tile in TileGrid.Cut(new Shape(1, 3, height, width), side))
        {
            Assert.That(tile.Height, Is.LessThanOrEqualTo(side));
            Assert.That(tile.Width, Is.LessThanOrEqualTo(side));
            for (int y = tile.Top; y < tile.Bottom; y++)
                for (int x = tile.Left; x < tile.Right; x++)
                    covered[y, x]++;
        }

        Assert.That(covered, Is.All.EqualTo(1));
    }

    [Test]
    public void Choose_Budget_KeepsEveryTileWithinIt()
    {
        (Graph graph, IReadOnlyDictionary<string, Shape> shapes) = IssrLite(900, 1100);
        const long budget = 100 << 20;
        IDevice device = TestDevices.Open(TestDevices.WidestSimd);

        ImmutableArray<Region> tiles = TileGrid.Choose(
            tile => device.PlanFor(graph, shapes, tile), "simd", shapes["image"], TileRule.WithinBytes(budget))!.Value;
        Assert.That(tiles, Has.Length.InRange(2, 40));
        Assert.That(
            tiles.Max(tile => device.PlanFor(graph, shapes, tile).ArenaElements * sizeof(float)),
            Is.LessThanOrEqualTo(budget * 1.02));
    }

    [TestCase(304, 2400)]
    [TestCase(2400, 304)]
    public void Choose_LongPicture_CutsAcrossItOnly(int height, int width)
    {
        (Graph graph, IReadOnlyDictionary<string, Shape> shapes) = IssrLite(height, width);
        ImmutableArray<Region> tiles = TileGrid.Choose(
            tile => new Plan(graph, shapes, tile), "simd", shapes["image"], TileRule.WithinBytes(100 << 20))!.Value;
        Assert.That(tiles, Has.Length.GreaterThan(2));
        Assert.That(tiles, Has.All.Matches<Region>(tile => height < width ? tile.Height == height : tile.Width == width));
    }

    [Test]
    public void Choose_BudgetBelowTheSmallestTile_SaysWhatIsNeeded()
    {
        (Graph graph, IReadOnlyDictionary<string, Shape> shapes) = IssrLite(900, 1100);
        Assert.That(
            () => TileGrid.Choose(tile => new Plan(graph, shapes, tile), "simd", shapes["image"], TileRule.WithinBytes(1 << 20)),
            Throws.InstanceOf<DeviceException>().With.Message.Contains("--max-memory"));
    }

    [Test]
    public void Run_InTiles_HasTheDeviceGiveBackWhatItKeptForTheNextTile()
    {
        using WeightSet weights = NetworkWeights.Open(Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors"));
        Graph graph = GraphPasses.Optimize(new IssrNetwork().Build(weights).WithOutputs("image"));
        var inputs = new Dictionary<string, Tensor> { ["image"] = Noise(new Shape(1, 3, 70, 90)), ["ratio"] = Tensor.Scalar(3) };
        var family = new StubFamily(DeviceType.Cpu);
        using IDevice device = family.Open(family.FindDevices()[0]);
        using var runner = new GraphRunner(graph, device);

        Assert.That(runner.Run(inputs, TileRule.OfSide(64)).Tiles, Is.EqualTo(4));
        Assert.That(family.Trimmed, Is.EqualTo(1));
    }

    private static (Graph Graph, IReadOnlyDictionary<string, Shape> Shapes) IssrLite(int height, int width)
    {
        using WeightSet weights = NetworkWeights.Open(Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors"));
        var network = new IssrNetwork();
        return (GraphPasses.Optimize(network.Build(weights).WithOutputs("image")), network.InputShapes(height, width));
    }

    private static Tensor Run(IDevice device, Plan plan, Dictionary<string, Tensor> inputs)
    {
        using IExecutable executable = device.Compile(plan);
        return executable.Run(
            plan.Inputs.ToDictionary(input => input.Key, input => Patch.Cut(inputs[input.Key], input.Value.Region)))["y"];
    }

    private static Tensor Noise(Shape shape)
    {
        var random = new Random((int)shape.Count);
        return new Tensor(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextSingle() - 0.3f)]);
    }
}
