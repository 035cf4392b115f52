using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Kernels.Ilgpu;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Ilgpu;

internal sealed class IlgpuDeviceTests
{
    private static readonly Graph _twoConvolutions = GraphPasses.Optimize(TwoConvolutions());

    [Test]
    public void Compile_SecondTileSize_ReusesWeights()
    {
        using IlgpuDevice device = OpenSimulator();
        using IExecutable first = device.Compile(PlanFor(_twoConvolutions, 8, 6));
        int constants = device.CachedConstants;

        using IExecutable second = device.Compile(PlanFor(_twoConvolutions, 5, 4));

        Assert.That(constants, Is.EqualTo(4), "two weights, two biases");
        Assert.That(device.CachedConstants, Is.EqualTo(constants));
    }

    [Test]
    public void PeakBytes_CountsArenaAndWeights()
    {
        using IlgpuDevice device = OpenSimulator();
        Plan plan = PlanFor(_twoConvolutions, 8, 6);
        using IExecutable executable = device.Compile(plan);

        long weights = _twoConvolutions.ParameterCount;
        Assert.That(executable.PeakBytes, Is.AtLeast((plan.ArenaElements + weights) * sizeof(float)));
    }

    [Test]
    public void Compile_TensorBeyond32Bits_IsRefusedBeforeAllocation()
    {
        using IlgpuDevice device = OpenSimulator();
        var builder = new GraphBuilder();
        builder.Output("y", builder.Activate(builder.Input("x", 4), Activation.Relu));

        DeviceException? exception = Assert.Throws<DeviceException>(() => device.Compile(PlanFor(builder.Build(), 30000, 30000)));
        Assert.That(exception!.Message, Does.Contain("32-bit").And.Contain("tiles"));
    }

    [Test]
    public void Compile_ArenaBeyondMemory_IsRefusedBeforeAllocation()
    {
        using IlgpuDevice device = OpenSimulator();
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 1);
        for (int i = 0; i < 400; i++) builder.Output($"y{i}", builder.Activate(x, Activation.Relu));

        Assert.Throws<DeviceException>(() => device.Compile(PlanFor(builder.Build(), 40000, 50000)));
    }

    [Test]
    public void Run_CancelledBefore_Throws()
    {
        using IlgpuDevice device = OpenSimulator();
        using IExecutable executable = device.Compile(PlanFor(_twoConvolutions, 5, 4));
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => executable.Run(InputFor(5, 4), null, source.Token));
    }

    [Test]
    public void Run_Progress_RisesToOne()
    {
        using IlgpuDevice device = OpenSimulator();
        using IExecutable executable = device.Compile(PlanFor(_twoConvolutions, 5, 4));
        var shares = new ShareList();

        executable.Run(InputFor(5, 4), shares);

        Assert.That(shares.Values, Is.Ordered.And.All.InRange(0.0, 1.0));
        Assert.That(shares.Values[^1], Is.EqualTo(1));
    }

    /// <summary>Maps of this size are computed in tiles.</summary>
    [Test]
    public void Run_TwiceOnLlvmpipe_GivesIdenticalBits()
    {
        var family = new IlgpuFamily();
        using IDevice device = family.Open(Llvmpipe.Find(family));
        using IExecutable executable = device.Compile(PlanFor(_twoConvolutions, 37, 30));
        IReadOnlyDictionary<string, Tensor> inputs = InputFor(37, 30);

        float[] first = executable.Run(inputs)["y"].Data, second = executable.Run(inputs)["y"].Data;

        Assert.That(first, Has.Some.Not.Zero);
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void Run_TilesAndDirectKernel_GiveTheSameSums()
    {
        var family = new IlgpuFamily();
        using IDevice llvmpipe = family.Open(Llvmpipe.Find(family));
        using IlgpuDevice simulator = OpenSimulator();
        using IExecutable tiled = llvmpipe.Compile(PlanFor(_twoConvolutions, 13, 11));
        using IExecutable direct = simulator.Compile(PlanFor(_twoConvolutions, 13, 11));

        float[] actual = tiled.Run(InputFor(13, 11))["y"].Data, expected = direct.Run(InputFor(13, 11))["y"].Data;

        Assert.That(actual, Is.EqualTo(expected).Within(1e-5f));
    }

    private static IlgpuDevice OpenSimulator()
    {
        var family = new IlgpuFamily();
        return (IlgpuDevice)family.Open(family.FindDevices()[^1]);
    }

    private static Graph TwoConvolutions()
    {
        var builder = new GraphBuilder();
        Tensor weights1 = Fill(new Shape(64, 8, 3, 3), 0.2f), weights2 = Fill(new Shape(256, 64, 1, 1), 0.2f);
        Tensor bias1 = Fill(new Shape(64), 0.1f), bias2 = Fill(new Shape(256), 0.1f);
        Operand x = builder.Convolution(builder.Input("x", 8), weights1, bias1, "first", Activation.LeakyRelu(0.1f));
        builder.Output("y", builder.Convolution(x, weights2, bias2, "second", Activation.Sigmoid));
        return builder.Build();
    }

    private static Plan PlanFor(Graph graph, int height, int width) =>
        new(graph, graph.Inputs.ToDictionary(input => input.Name, input => new Shape(1, input.Operand.Channels, height, width)));

    private static Dictionary<string, Tensor> InputFor(int height, int width) =>
        new() { ["x"] = Fill(new Shape(1, 8, height, width), 1) };

    /// <summary>Values that differ, of both signs, the same at every call.</summary>
    private static Tensor Fill(Shape shape, float amplitude)
    {
        var random = new Random((int)shape.Count);
        var tensor = new Tensor(shape);
        for (int i = 0; i < tensor.Data.Length; i++) tensor.Data[i] = amplitude * (2 * random.NextSingle() - 1);
        return tensor;
    }

    private sealed class ShareList : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }
}
