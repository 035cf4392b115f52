using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;

namespace GpuRetinex.Tests.Tuning;

/// <summary>What the tuner measures and decides.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TunerTests
{
    private readonly List<string> _said = [];

    [TestCase(9.5, ExpectedResult = "b")]
    [TestCase(9.8, ExpectedResult = "a", Description = "may be noise")]
    [TestCase(10.0, ExpectedResult = "a")]
    [TestCase(20.0, ExpectedResult = "a")]
    public string Run_OtherAlgorithm_MustWinByAMargin(double milliseconds)
    {
        using StubTimes device = Device(("a", 10), ("b", milliseconds));
        TunedLayer layer = Tune(device).Layers.Single().Layer;
        Assert.That(layer.Rule, Is.EqualTo("a"));
        Assert.That(layer.Milliseconds, Is.EquivalentTo(new Dictionary<string, double> { ["a"] = 10, ["b"] = milliseconds }));
        return layer.Algorithm;
    }

    [Test]
    public void Run_Report_CountsWhatIsSaved()
    {
        using StubTimes device = Device(("a", 10), ("b", 7), ("c", 5));
        TuningReport report = Tune(device);
        Assert.That((report.Convolutions, report.Changed), Is.EqualTo((2, 2)));
        Assert.That(report.SavedMilliseconds, Is.EqualTo(10));
        Assert.That(report.PlanMilliseconds, Is.EqualTo(30), "two convolutions and the sum of them");
    }

    [Test]
    public void Run_Algorithms_TakeTurns()
    {
        using StubTimes device = Device(("a", 10), ("b", 7));
        Tune(device, repetitions: 5);
        string[] turn = ["a", "a", "a", "a", "a", "a", "b", "b", "b"];
        Assert.That(device.Profiled, Is.EqualTo([.. turn, "a", "a", "a", "a", "b", "b"]));
    }

    [Test]
    public void Run_WrongAlgorithm_IsLeftOutAndSaid()
    {
        using StubTimes device = Device(wrong: "b", failing: null, ("a", 10), ("b", 1), ("c", 5));
        Assert.That(Tune(device).Layers.Single().Layer.Algorithm, Is.EqualTo("c"));
        Assert.That(_said, Has.Some.Contains("algorithm b is left out").And.Contains("y differs by 0.001"));
    }

    [Test]
    public void Run_AlgorithmThatFails_IsLeftOutAndSaid()
    {
        using StubTimes device = Device(wrong: null, failing: "b", ("a", 10), ("b", 1), ("c", 5));
        Assert.That(Tune(device).Layers.Single().Layer.Algorithm, Is.EqualTo("c"));
        Assert.That(_said, Has.Some.Contains("algorithm b is left out: it will not"));
    }

    [Test]
    public void Run_Simd_MeasuresEveryAlgorithmThatServes()
    {
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 3);
        x = builder.Convolution(x, Noise(new Shape(20, 3, 3, 3)), null, "thin");
        x = builder.Convolution(x, Noise(new Shape(24, 20, 1, 1)), null, "pointwise");
        x = builder.Convolution(
            x, Noise(new Shape(24, 24, 3, 3)), null, new Convolution2D { Stride = 2, Padding = 1 }, "strided");
        builder.Output("y", builder.Convolution(x, Noise(new Shape(2, 24, 3, 3)), null, "narrow"));
        var inputs = new Dictionary<string, Tensor> { ["x"] = Noise(new Shape(1, 3, 20, 30)) };
        var plan = new Plan(GraphPasses.Optimize(builder.Build()), new Dictionary<string, Shape> { ["x"] = inputs["x"].Shape });

        TuningReport report = new Tuner(TestDevices.Open(TestDevices.WidestSimd), Precision.Default, _said.Add)
            .Run(plan, inputs, repetitions: 1);

        Assert.That(report.Layers.Select(layer => string.Join(", ", layer.Layer.Milliseconds.Keys)), Is.EqualTo(
            ["direct, winograd 2x2, winograd 4x4, winograd 6x6", "direct", "direct", "direct"]));
        Assert.That(report.Layers[2].Layer.Shape, Is.EqualTo(new ConvolutionShape(24, 24, 3, 3, 2, 1, 1, 10, 15)));
        Assert.That(_said, Has.Count.EqualTo(1), "nothing is left out");
    }

    [TestCase("opencl", "direct, tiled 128x64, tiled 128x32, winograd 2x2, winograd 4x4")]
    [TestCase("vulkan", "direct, tiled 128x64, tiled 64x64, tiled 128x32, tiled 128x16, winograd 2x2, winograd 4x4")]
    public void Run_Gpu_MeasuresEveryAlgorithm(string name, string algorithms)
    {
        var builder = new GraphBuilder();
        builder.Output("y", builder.Convolution(builder.Input("x", 32), Noise(new Shape(32, 32, 3, 3)), null, "convolution"));
        var inputs = new Dictionary<string, Tensor> { ["x"] = Noise(new Shape(1, 32, 9, 11)) };
        var plan = new Plan(builder.Build(), new Dictionary<string, Shape> { ["x"] = inputs["x"].Shape });
        TuningReport report = new Tuner(TestDevices.Open(name), Precision.Default, _said.Add).Run(plan, inputs, repetitions: 1);
        Assert.That(report.Layers.Single().Layer.Milliseconds.Keys, Is.EquivalentTo(algorithms.Split(", ")));
    }

    private static StubTimes Device(params (string Name, double Milliseconds)[] algorithms) => Device(null, null, algorithms);

    private static StubTimes Device(string? wrong, string? failing, params (string Name, double Milliseconds)[] algorithms) =>
        new(algorithms.ToDictionary(algorithm => algorithm.Name, algorithm => algorithm.Milliseconds))
        {
            Wrong = wrong,
            Failing = failing,
        };

    /// <summary>Two convolutions of one shape and their sum.</summary>
    private TuningReport Tune(StubTimes device, int repetitions = 1)
    {
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 4);
        Operand first = builder.Convolution(x, Noise(new Shape(4, 4, 3, 3)), null, "first");
        Operand second = builder.Convolution(first, Noise(new Shape(4, 4, 3, 3)), null, "second");
        builder.Output("y", builder.Apply(new Add(), "sum", first, second));
        var plan = new Plan(builder.Build(), new Dictionary<string, Shape> { ["x"] = new(1, 4, 5, 6) });
        return new Tuner(device, Precision.Default, _said.Add).Run(plan, new Dictionary<string, Tensor>(), repetitions);
    }

    private static Tensor Noise(Shape shape)
    {
        var random = new Random((int)shape.Count);
        return new Tensor(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextSingle() - 0.5f)]);
    }
}
