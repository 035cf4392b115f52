using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Graphs;
using GpuRetinex.Kernels.Ilgpu;
using GpuRetinex.Metrics;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Operators;

namespace GpuRetinex.Tests.Ilgpu;

/// <summary>Winograd's convolution of the ILGPU kernels, where it is chosen and where it is forced.</summary>
internal sealed class WinogradTests
{
    private static readonly Convolution2D Plain = new() { Padding = 1, HasBias = true, Activation = Activation.LeakyRelu(0.2f) };

    private static readonly TestCaseData[] Cases =
    [
        new(Plain, new Shape(1, 64, 33, 30), 64),
        new(Plain, new Shape(1, 33, 37, 41), 40),
        new(Plain, new Shape(2, 48, 29, 31), 32),
        new(Plain with { Padding = 0 }, new Shape(1, 32, 34, 47), 129),
        new(Plain with { HasResidual = true, ModulationOffset = 0.5f }, new Shape(1, 40, 50, 33), 36),
    ];

    private static readonly string[] Algorithms = ["winograd 2x2", "winograd 4x4"];

    [TestCaseSource(nameof(Cases))]
    public void Convolution_LargeMap_MatchesReference(Convolution2D op, Shape input, int outputs)
    {
        foreach (int spareChannels in new[] { 0, 3 })
        {
            OperatorCase operatorCase = CaseOf(op, input, outputs, spareChannels);
            Assert.That(ErrorOf(operatorCase, Precision.Default), Is.LessThan(2e-5), operatorCase.ToString());
            Assert.That(ErrorOf(operatorCase, Precision.Exact), Is.LessThan(2e-6), $"exact, {operatorCase}");
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Convolution_ForcedTiles_MatchesReference(Convolution2D op, Shape input, int outputs)
    {
        using IDevice device = Open(Precision.Default);
        foreach (string algorithm in Algorithms)
        {
            foreach (int spareChannels in new[] { 0, 3 })
            {
                OperatorCase operatorCase = CaseOf(op, input, outputs, spareChannels);
                double error = ErrorOf(operatorCase, device, new ForcedAlgorithm(algorithm));
                Assert.That(error, Is.LessThan(2e-5), $"{algorithm}, {operatorCase}");
            }
        }
    }

    /// <summary>More tiles than a band of the three passes holds.</summary>
    [Test]
    public void Convolution_SeveralBands_MatchesReference([ValueSource(nameof(Algorithms))] string algorithm)
    {
        using IDevice device = Open(Precision.Default);
        OperatorCase operatorCase = CaseOf(Plain, new Shape(1, 260, 66, 131), 260, spareChannels: 0);
        Assert.That(ErrorOf(operatorCase, device, new ForcedAlgorithm(algorithm)), Is.LessThan(2e-5));
    }

    /// <summary>Whatever the number of the device's multiprocessors.</summary>
    [TestCase(256, 32, 32, ExpectedResult = "winograd 2x2", Description = "half of a group's tiles of 4×4 would be padding")]
    [TestCase(64, 65, 63, ExpectedResult = "winograd 4x4")]
    [TestCase(31, 65, 63, ExpectedResult = "direct", Description = "few channels, and none of the tiled kernel's vectors")]
    public string Convolution_Default_GoesByTheCount(int channels, int height, int width)
    {
        using IDevice device = Open(Precision.Default);
        return CaseOf(Plain, new Shape(1, channels, height, width), channels, spareChannels: 0).AlgorithmOn(device, null);
    }

    [Test]
    public void Convolution_Exact_LeavesWinogradOut()
    {
        using IDevice device = Open(Precision.Exact);
        Assert.That(device.Algorithms, Has.None.StartsWith("winograd"));
        OperatorCase operatorCase = CaseOf(Plain, new Shape(1, 64, 33, 30), 64, spareChannels: 0);
        foreach (string algorithm in Algorithms)
            Assert.That(operatorCase.AlgorithmOn(device, new ForcedAlgorithm(algorithm)), Does.StartWith("tiled"));
    }

    [Test]
    public void Convolution_Default_DiffersFromExact()
    {
        OperatorCase operatorCase = CaseOf(Plain, new Shape(1, 64, 33, 30), 64, spareChannels: 0);
        Assert.That(
            ErrorOf(operatorCase, Precision.Default), Is.GreaterThan(ErrorOf(operatorCase, Precision.Exact)),
            "Winograd was not chosen");
    }

    [Test]
    public void Convolution_Tile_EqualsThePartOfTheWhole()
    {
        var builder = new GraphBuilder();
        var random = new Random(4);
        builder.Output(
            "y", builder.Convolution(builder.Input("x", 32), Noise(random, new Shape(40, 32, 3, 3)), null, "convolution"));
        Graph graph = builder.Build();
        Tensor picture = Noise(random, new Shape(1, 32, 70, 75));
        var shapes = new Dictionary<string, Shape> { ["x"] = picture.Shape };
        Tensor whole = ReferenceInterpreter.Run(graph, new Dictionary<string, Tensor> { ["x"] = picture })["y"].ToTensor();
        using IDevice device = Open(Precision.Default);
        foreach (Region tile in new[] { new Region(0, 0, 40, 40), new Region(13, 30, 41, 45), new Region(40, 0, 30, 75) })
        {
            using IExecutable executable = device.Compile(new Plan(graph, shapes, tile));
            Region needed = new Plan(graph, shapes, tile).Inputs["x"].Region;
            Tensor part = executable.Run(new Dictionary<string, Tensor> { ["x"] = Patch.Cut(picture, needed) })["y"];
            TensorDistance distance = TensorDistance.Between(part, Patch.Cut(whole, tile), 2e-5);
            Assert.That(distance.Passed, $"{tile}: {distance}");
        }
    }

    private static OperatorCase CaseOf(Convolution2D op, Shape input, int outputs, int spareChannels)
    {
        List<Shape> inputs = [input, new Shape(outputs, input.C, 3, 3), new Shape(outputs)];
        Shape output = (op with { ModulationOffset = null, HasResidual = false }).OutputShape([.. inputs]);
        while (inputs.Count < op.InputCount) inputs.Add(output);
        return new OperatorCase(op, [.. inputs], spareChannels, Seed: 1);
    }

    private static double ErrorOf(OperatorCase operatorCase, Precision precision)
    {
        using IDevice device = Open(precision);
        return ErrorOf(operatorCase, device, null);
    }

    private static double ErrorOf(OperatorCase operatorCase, IDevice device, IAlgorithmChoice? choice) =>
        TensorDistance.Between(operatorCase.RunOn(device, choice), operatorCase.Expected.ToTensor(), 1e-4).RelativeL2;

    private static IDevice Open(Precision precision)
    {
        var family = new IlgpuFamily();
        return family.Open(Llvmpipe.Find(family), precision);
    }

    private static Tensor Noise(Random random, Shape shape) =>
        new(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(_ => random.NextSingle() - 0.5f)]);
}
