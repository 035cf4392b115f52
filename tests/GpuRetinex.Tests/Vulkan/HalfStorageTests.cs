using GpuRetinex.Devices;
using GpuRetinex.Golden;
using GpuRetinex.Graphs;
using GpuRetinex.Kernels.Vulkan;
using GpuRetinex.Networks;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Vulkan;

/// <summary>Activations stored as binary16.</summary>
internal sealed class HalfStorageTests
{
    private const string GoldenFolder = "golden/dev";

    public static IEnumerable<string> Files() => TestFiles.SharedNames(GoldenFolder, "issr-*-h*.safetensors");

    [TestCaseSource(nameof(Files))]
    public void Issr_HalfStorage_IsWithinFivePerMille(string file)
    {
        var golden = new GoldenFile(TestFiles.Shared($"{GoldenFolder}/{file}"));
        using VulkanDevice device = TestDevices.OpenVulkan(new VulkanOptions(), Precision.HalfStorage);
        using WeightSet weights = NetworkWeights.Open(golden.FindWeights()!);
        ParityReport report = ParityCheck.Run(NetworkCatalog.Find(golden.Network!)!, weights, golden, device, tolerance: 5e-3);
        Assert.That(
            report.Passed,
            string.Join('\n', report.Tensors.Where(entry => !entry.Distance.Passed).Select(entry => entry.ToString())));
        TestDevices.RequireValid(device);
        TestContext.Out.WriteLine($"worst {report.Worst.Name} {report.Worst.Distance.RelativeL2:E2}");
    }

    [Test]
    public void Arena_HalfStorage_TakesHalfTheMemory()
    {
        Plan plan = Square(out _);
        using VulkanDevice full = TestDevices.OpenVulkan(new VulkanOptions()), half = TestDevices.OpenVulkan(
            new VulkanOptions(), Precision.HalfStorage);
        using IExecutable first = full.Compile(plan), second = half.Compile(plan);
        Assert.That(half.ArenaBytes, Is.EqualTo(full.ArenaBytes / 2));
    }

    /// <summary>300² does not fit binary16, whose largest value is 65504.</summary>
    [Test]
    public void Run_ValuesBeyondHalf_AreComputedAgainWithFloat32()
    {
        Plan plan = Square(out Dictionary<string, Tensor> inputs);
        using (VulkanDevice half = TestDevices.OpenVulkan(new VulkanOptions(), Precision.HalfStorage))
        using (IExecutable overflowing = half.Compile(plan))
            Assert.That(overflowing.Run(inputs)["y"].Data, Has.Some.Matches<float>(value => !float.IsFinite(value)));

        var notes = new List<string>();
        var selector = new DeviceSelector([new VulkanFamily(new VulkanOptions(), new UserCache(null))], new UserCache(null));
        using IDevice device = selector.OpenRecovering("vulkan:0", Precision.HalfStorage, notes.Add);
        using IExecutable executable = device.Compile(plan);
        Assert.That(executable.Run(inputs)["y"].Data, Is.All.EqualTo(90000f));
        Assert.That(notes, Has.Some.Contains("not finite"));
    }

    [Test]
    public void Run_NanWeight_IsComputedAgainAndThenRefused()
    {
        var builder = new GraphBuilder();
        var weights = new Tensor(new Shape(4, 4, 1, 1));
        weights.Data[5] = float.NaN;
        builder.Output("y", builder.Convolution(builder.Input("x", 4), weights, null, "conv"));

        var notes = new List<string>();
        var selector = new DeviceSelector([new VulkanFamily(new VulkanOptions(), new UserCache(null))], new UserCache(null));
        using IDevice device = selector.OpenRecovering("vulkan:0", Precision.HalfStorage, notes.Add);
        using var runner = new GraphRunner(GraphPasses.Optimize(builder.Build()), device);
        var inputs = new Dictionary<string, Tensor> { ["x"] = new(new Shape(1, 4, 8, 8)) };
        DeviceException? exception = Assert.Throws<DeviceException>(() => runner.Run(inputs, TileRule.Off));
        Assert.That(exception!.Fault, Is.EqualTo(DeviceFault.WrongResult));
        Assert.That(notes, Has.Some.Contains("not finite"));
    }

    private static Plan Square(out Dictionary<string, Tensor> inputs)
    {
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 4);
        builder.Output("y", builder.Multiply(x, x));
        var tensor = new Tensor(new Shape(1, 4, 32, 32));
        Array.Fill(tensor.Data, 300f);
        inputs = new Dictionary<string, Tensor> { ["x"] = tensor };
        return new Plan(builder.Build(), new Dictionary<string, Shape> { ["x"] = tensor.Shape });
    }
}
