using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Graphs;
using GpuRetinex.Kernels.Vulkan;
using GpuRetinex.Metrics;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;
using Activation = GpuRetinex.Operators.Activation;

namespace GpuRetinex.Tests.Vulkan;

/// <summary>Each way to compute a convolution, forced, on shapes that fit its tiles and shapes that don't.</summary>
internal sealed class ConvolutionAlgorithmTests
{
    /// <summary>Batch, inputs, outputs, height, width.</summary>
    private static readonly int[][] Sizes =
    [
        [1, 64, 64, 33, 47], [2, 48, 70, 9, 11], [1, 17, 16, 4, 4], [1, 3, 5, 1, 1], [1, 32, 32, 7, 130], [1, 100, 20, 12, 3],
    ];

    private static readonly string[] Algorithms =
        ["direct", "tiled 128x64", "tiled 64x64", "tiled 128x32", "tiled 128x16", "winograd 2x2", "winograd 4x4"];

    [Test]
    public void Convolution_ForcedAlgorithm_MatchesReference([ValueSource(nameof(Algorithms))] string algorithm) =>
        RequireRight(algorithm, Precision.Default, algorithm.StartsWith("winograd", StringComparison.Ordinal) ? 2e-5 : 2e-6);

    [Test]
    public void Convolution_ForcedAlgorithm_HalfStorage_MatchesReference([ValueSource(nameof(Algorithms))] string algorithm) =>
        RequireRight(algorithm, Precision.HalfStorage, 1e-3);

    [Test]
    public void Convolution_Exact_LeavesWinogradOut()
    {
        using VulkanDevice device = TestDevices.OpenVulkan(new VulkanOptions(), Precision.Exact);
        Assert.That(device.Algorithms, Has.None.StartsWith("winograd"));
        foreach (string? asked in new[] { null, "winograd 2x2", "winograd 4x4" })
        {
            Assert.That(AlgorithmOn(device, [1, 64, 64, 32, 32], asked), Does.StartWith("tiled"));
            Assert.That(AlgorithmOn(device, [1, 64, 64, 8, 8], asked), Does.StartWith("tiled"));
        }
    }

    [TestCase(64, 64, 8, 8, ExpectedResult = "winograd 2x2", Description = "four tiles of 4×4 would fill a group of 128 up")]
    [TestCase(128, 96, 11, 13, ExpectedResult = "winograd 2x2")]
    [TestCase(64, 64, 32, 32, ExpectedResult = "winograd 4x4")]
    [TestCase(64, 64, 97, 101, ExpectedResult = "winograd 4x4")]
    [TestCase(32, 32, 100, 100, ExpectedResult = "tiled 128x32", Description = "the transforms cost more than they save")]
    [TestCase(8, 64, 8, 8, ExpectedResult = "direct")]
    public string Convolution_Default_GoesByTheCount(int inputs, int outputs, int height, int width)
    {
        using VulkanDevice device = TestDevices.OpenVulkan(new VulkanOptions());
        return AlgorithmOn(device, [1, inputs, outputs, height, width], asked: null);
    }

    [TestCase(80, ExpectedResult = "tiled 64x64", Description = "40 large tiles would leave half of the device idle")]
    [TestCase(12, ExpectedResult = "tiled 128x64")]
    public string Tile_For64OutputsOf5000Pixels_GoesByTheDevicesMultiprocessors(int multiprocessors) =>
        ConvolutionTile.For(64, 5000, multiprocessors).Algorithm;

    /// <summary>More tiles than a band of Winograd's passes holds.</summary>
    [Test]
    public void Winograd_SeveralBands_MatchesTiled([Values("winograd 2x2", "winograd 4x4")] string winograd)
    {
        (Graph graph, Dictionary<string, Tensor> inputs) = Case([1, 64, 64, 130, 150]);
        using VulkanDevice device = TestDevices.OpenVulkan(new VulkanOptions());
        TensorDistance distance = TensorDistance.Between(Run(winograd), Run("tiled 128x64"), 2e-5);
        Assert.That(distance.Passed, distance.ToString());
        TestDevices.RequireValid(device);

        Tensor Run(string algorithm)
        {
            using IExecutable executable = device.Compile(PlanOf(graph, inputs), new ForcedAlgorithm(algorithm));
            return executable.Run(inputs)["y"];
        }
    }

    private static void RequireRight(string algorithm, Precision precision, double tolerance)
    {
        using VulkanDevice device = TestDevices.OpenVulkan(new VulkanOptions(), precision);
        foreach (int[] size in Sizes)
        {
            (Graph graph, Dictionary<string, Tensor> inputs) = Case(size);
            using IExecutable executable = device.Compile(PlanOf(graph, inputs), new ForcedAlgorithm(algorithm));
            Assert.That(executable.Profile(inputs)[0].Algorithm, Is.EqualTo(algorithm));
            Tensor expected = ReferenceInterpreter.Run(graph, inputs)["y"].ToTensor();
            TensorDistance distance = TensorDistance.Between(executable.Run(inputs)["y"], expected, tolerance);
            Assert.That(distance.Passed, $"{algorithm} {string.Join('x', size)}: {distance}");
        }

        TestDevices.RequireValid(device);
    }

    private static string AlgorithmOn(VulkanDevice device, int[] size, string? asked)
    {
        (Graph graph, Dictionary<string, Tensor> inputs) = Case(size);
        using IExecutable executable = device.Compile(PlanOf(graph, inputs), new ForcedAlgorithm(asked));
        return executable.Profile(inputs)[0].Algorithm;
    }

    private static Plan PlanOf(Graph graph, Dictionary<string, Tensor> inputs) =>
        new(graph, inputs.ToDictionary(input => input.Key, input => input.Value.Shape));

    private static (Graph Graph, Dictionary<string, Tensor> Inputs) Case(int[] size)
    {
        var random = new Random(size.Sum());
        var builder = new GraphBuilder();
        Tensor x = Noise(random, new Shape(size[0], size[1], size[3], size[4]));
        Operand y = builder.Convolution(
            builder.Input("x", size[1]), Noise(random, new Shape(size[2], size[1], 3, 3)), Noise(random, new Shape(size[2])),
            "conv",
            Activation.LeakyRelu(0.2f));
        builder.Output("y", y);
        return (builder.Build(), new Dictionary<string, Tensor> { ["x"] = x });
    }

    private static Tensor Noise(Random random, Shape shape)
    {
        var tensor = new Tensor(shape);
        for (int i = 0; i < tensor.Data.Length; i++) tensor.Data[i] = random.NextSingle() * 2 - 1;
        return tensor;
    }
}
