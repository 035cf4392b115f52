using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Metrics;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Tests.Operators;

namespace GpuRetinex.Tests.Tuning;

/// <summary>Every algorithm on every convolution, also where the rule would not choose it.</summary>
internal sealed class ForcedAlgorithmTests
{
    private static readonly string[] Simd = ["simd-512", "simd-256", "simd-128"];
    private static readonly string[] SimdAlgorithms = ["direct", "winograd 2x2", "winograd 4x4", "winograd 6x6"];
    private static readonly string[] GpuWinograd = ["winograd 2x2", "winograd 4x4"];
    private static readonly string[] OpenClAlgorithms = ["direct", "tiled 128x64", "tiled 128x32", .. GpuWinograd];

    [Test]
    public void Simd_ForcedAlgorithm_MatchesReference(
        [ValueSource(nameof(Simd))] string name, [ValueSource(nameof(SimdAlgorithms))] string algorithm) =>
        RequireRight(name, algorithm, OperatorCases.Of(nameof(Convolution2D)));

    [Test]
    public void OpenCl_ForcedAlgorithm_MatchesReference([ValueSource(nameof(OpenClAlgorithms))] string algorithm) =>
        RequireRight("opencl", algorithm, OperatorCases.Of(nameof(Convolution2D)).Where((_, index) => index % 3 == 0));

    /// <summary>Odd and tiny maps, several images, slices of wider buffers, everything that may follow a sum.</summary>
    [Test]
    public void Gpu_ForcedWinograd_MatchesReference(
        [Values("opencl", "vulkan")] string name, [ValueSource(nameof(GpuWinograd))] string algorithm)
    {
        OperatorCase[] cases = [.. OperatorCases.Of(nameof(Convolution2D)).Where(FitsWinograd)];
        Assert.That(cases, Has.Length.GreaterThan(20));
        RequireRight(name, algorithm, cases);
        IDevice device = TestDevices.Open(name);
        TestDevices.RequireValid(device);
        var choice = new ForcedAlgorithm(algorithm);
        foreach (OperatorCase operatorCase in cases.Take(8))
            Assert.That(operatorCase.AlgorithmOn(device, choice), Is.EqualTo(algorithm), operatorCase.ToString());
    }

    [TestCase("simd", "direct, winograd 2x2, winograd 4x4, winograd 6x6")]
    [TestCase("opencl", "direct, tiled 128x64, tiled 128x32, winograd 2x2, winograd 4x4")]
    [TestCase("vulkan", "direct, tiled 128x64, tiled 64x64, tiled 128x32, tiled 128x16, winograd 2x2, winograd 4x4")]
    [TestCase("ilgpu-cpu", "direct")]
    public void Algorithms_EachForced_IsWhatProfilesShow(string name, string algorithms)
    {
        IDevice device = TestDevices.Open(name == "simd" ? TestDevices.WidestSimd : name);
        Assert.That(string.Join(", ", device.Algorithms), Is.EqualTo(algorithms));
        Assert.That(
            device.Algorithms.Select(algorithm => Wide.AlgorithmOn(device, new ForcedAlgorithm(algorithm))),
            Is.EqualTo(device.Algorithms));
    }

    [TestCaseSource(nameof(Simd))]
    public void Simd_Exact_StaysDirect(string name)
    {
        IDevice device = TestDevices.Open(name + "-exact");
        Assert.That(device.Algorithms, Is.EqualTo(["direct"]));
        foreach (string algorithm in SimdAlgorithms)
            Assert.That(Wide.AlgorithmOn(device, new ForcedAlgorithm(algorithm)), Is.EqualTo("direct"));
    }

    [TestCase("simd", "winograd 4x4")]
    [TestCase("opencl", "winograd 4x4")]
    [TestCase("vulkan", "winograd 4x4")]
    public void UnknownAlgorithm_LeavesItToTheRule(string name, string rule)
    {
        IDevice device = TestDevices.Open(name == "simd" ? TestDevices.WidestSimd : name);
        foreach (string algorithm in new[] { "abacus", "", "Direct", "tiled", "winograd" })
            Assert.That(Wide.AlgorithmOn(device, new ForcedAlgorithm(algorithm)), Is.EqualTo(rule), algorithm);
    }

    [TestCase(3, 64, 1, Description = "no 3x3 kernel")]
    [TestCase(64, 2, 3, Description = "too few outputs")]
    public void Simd_AlgorithmThatCannot_LeavesItToTheRule(int inputs, int outputs, int kernel)
    {
        var layer = new OperatorCase(
            new Convolution2D(), [new Shape(1, inputs, 20, 30), new Shape(outputs, inputs, kernel, kernel)], 0, 1);
        Assert.That(
            layer.AlgorithmOn(TestDevices.Open(TestDevices.WidestSimd), new ForcedAlgorithm("winograd 6x6")),
            Is.EqualTo("direct"));
    }

    /// <summary>A layer that every algorithm can compute.</summary>
    private static OperatorCase Wide { get; } =
        new(new Convolution2D { Padding = 1 }, [new Shape(1, 64, 33, 30), new Shape(64, 64, 3, 3)], SpareChannels: 0, Seed: 1);

    private static bool FitsWinograd(OperatorCase operatorCase) =>
        WinogradTile.Fits((Convolution2D)operatorCase.Operator, operatorCase.Inputs[Convolution2D.WeightsIndex]);

    private static void RequireRight(string name, string algorithm, IEnumerable<OperatorCase> cases)
    {
        IDevice device = TestDevices.Open(name);
        double tolerance = algorithm == "direct" ? 2e-6 : 2e-5;
        foreach (OperatorCase operatorCase in cases)
        {
            TensorDistance distance = TensorDistance.Between(
                operatorCase.RunOn(device, new ForcedAlgorithm(algorithm)), operatorCase.Expected.ToTensor(), tolerance);
            Assert.That(distance.Passed, $"{algorithm}, {operatorCase}: {distance}");
        }
    }
}
