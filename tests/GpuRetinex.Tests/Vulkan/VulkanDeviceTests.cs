using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Kernels.Vulkan;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;
using Activation = GpuRetinex.Operators.Activation;

namespace GpuRetinex.Tests.Vulkan;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class VulkanDeviceTests : IDisposable
{
    /// <summary>One graph for all plans: a device keeps the weights by the tensor that holds them.</summary>
    private static readonly Graph Convolutions = TwoConvolutions();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Compile_SecondTileSize_ReusesWeights()
    {
        using VulkanDevice device = TestDevices.OpenVulkan(new VulkanOptions());
        using IExecutable first = device.Compile(PlanFor(8, 6));
        int constants = device.Constants.Count;
        using IExecutable second = device.Compile(PlanFor(5, 4));
        Assert.That(constants, Is.EqualTo(4), "two weights, two biases");
        Assert.That(device.Constants.Count, Is.EqualTo(constants));
    }

    [Test]
    public void Compile_BeyondTheMemoryLimit_IsRefusedAsOutOfMemory()
    {
        using VulkanDevice device = TestDevices.OpenVulkan(new VulkanOptions { MemoryLimit = 64 << 20 });
        DeviceException? exception = Assert.Throws<DeviceException>(() => device.Compile(PlanFor(700, 700)));
        Assert.That(exception!.Fault, Is.EqualTo(DeviceFault.OutOfMemory));
        Assert.That(exception.Message, Does.Contain("MiB are needed"));
        using IExecutable smaller = device.Compile(PlanFor(60, 60));
        TestDevices.RequireValid(device);
    }

    /// <summary>
    /// One tensor of 256 channels and a megapixel takes a gibibyte; lavapipe's kernels reach 128 MiB of a buffer.
    /// </summary>
    [Test]
    public void Compile_TensorBeyondABinding_IsRefusedAsOutOfMemory()
    {
        using VulkanDevice device = TestDevices.OpenVulkan(new VulkanOptions());
        if (device.Context.Facts.Limits.MaxStorageBufferRange > 1 << 28) Assert.Ignore("this device has no such limit");
        DeviceException? exception = Assert.Throws<DeviceException>(() => device.Compile(PlanFor(600, 600)));
        Assert.That(exception!.Fault, Is.EqualTo(DeviceFault.OutOfMemory));
        Assert.That(exception.Message, Does.Contain("of a buffer"));
        TestDevices.RequireValid(device);
    }

    [Test]
    public void Run_LostSubmission_IsALossAndLaterSubmissionsAreShorter()
    {
        var family = new VulkanFamily(new VulkanOptions { LostSubmissions = 1 }, new UserCache(null));
        using VulkanDevice probe = TestDevices.OpenVulkan(new VulkanOptions());
        DeviceException? exception = Assert.Throws<DeviceException>(() => Open().Dispose());
        Assert.That(exception!.Fault, Is.EqualTo(DeviceFault.Lost));

        using VulkanDevice again = Open();
        Assert.That(again.Budget.Work, Is.LessThan(probe.Budget.Work));

        VulkanDevice Open()
        {
            var device = (VulkanDevice)family.Open(probe.Description);
            try
            {
                using IExecutable executable = device.Compile(PlanFor(5, 4));
                executable.Run(InputFor(5, 4));
                return device;
            }
            catch
            {
                device.Dispose();
                throw;
            }
        }
    }

    /// <summary>Not waiting makes any device a hung one: it is at work still when what belongs to it is disposed of.</summary>
    [Test, CancelAfter(60_000)]
    public void Run_HungDevice_IsALossAndNothingIsFreedOrWaitedFor()
    {
        float[] expected = RunWith(new UserCache(null));
        using (VulkanDevice device = TestDevices.OpenVulkan(new VulkanOptions()))
        {
            using IExecutable executable = device.Compile(PlanFor(40, 30));
            device.Context.Patience = 0;
            long held = device.Context.AllocatedBytes;
            DeviceException? exception = Assert.Throws<DeviceException>(() => executable.Run(InputFor(40, 30)));
            Assert.That(exception!.Fault, Is.EqualTo(DeviceFault.Lost));
            executable.Dispose();
            Assert.That(device.Context.AllocatedBytes, Is.EqualTo(held));
        }

        Assert.That(RunWith(new UserCache(null)), Is.EqualTo(expected));
    }

    [Test]
    public void PipelineCache_DamagedFile_IsWrittenAnewAndTheResultIsTheSame()
    {
        var cache = new UserCache(_folder.FullPath);
        float[] expected = RunWith(cache);
        string file = Directory.GetFiles(_folder.FullPath, "pipelines-*.bin").Single();
        byte[] sound = File.ReadAllBytes(file);

        byte[] damaged = [.. sound];
        damaged[^1] ^= 0xff;
        foreach (byte[] content in new[] { damaged, sound[..40], [] })
        {
            File.WriteAllBytes(file, content);
            Assert.That(RunWith(cache), Is.EqualTo(expected));
            Assert.That(CheckedData.Unwrap(File.ReadAllBytes(file)), Is.Not.Empty);
        }
    }

    [Test]
    public void PipelineCache_TwoDevicesAtOnce_LeaveAWholeFile()
    {
        var cache = new UserCache(_folder.FullPath);
        RunWith(cache);
        float[][] results = new float[2][];
        Parallel.For(0, 2, i => results[i] = RunWith(cache));
        Assert.That(results[1], Is.EqualTo(results[0]));
        string file = Directory.GetFiles(_folder.FullPath).Single();
        Assert.That(CheckedData.Unwrap(File.ReadAllBytes(file)), Is.Not.Empty);
    }

    [Test]
    public void Run_Cancelled_Throws()
    {
        using VulkanDevice device = TestDevices.OpenVulkan(new VulkanOptions());
        using IExecutable executable = device.Compile(PlanFor(5, 4));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => executable.Run(InputFor(5, 4), null, source.Token));
    }

    private static float[] RunWith(UserCache cache)
    {
        using VulkanDevice device = TestDevices.OpenVulkan(new VulkanOptions(), cache: cache);
        using IExecutable executable = device.Compile(PlanFor(13, 11));
        float[] result = executable.Run(InputFor(13, 11))["y"].Data;
        TestDevices.RequireValid(device);
        return result;
    }

    private static Plan PlanFor(int height, int width) =>
        new(Convolutions, new Dictionary<string, Shape> { ["x"] = new(1, 8, height, width) });

    private static Dictionary<string, Tensor> InputFor(int height, int width) =>
        new() { ["x"] = Fill(new Shape(1, 8, height, width), 1) };

    private static Graph TwoConvolutions()
    {
        var builder = new GraphBuilder();
        Operand x = builder.Convolution(
            builder.Input("x", 8), Fill(new Shape(64, 8, 3, 3), 0.2f), Fill(new Shape(64), 0.1f), "first",
            Activation.LeakyRelu(0.1f));
        x = builder.Convolution(
            x, Fill(new Shape(256, 64, 1, 1), 0.2f), Fill(new Shape(256), 0.1f), "second", Activation.Sigmoid);
        builder.Output("y", x);
        return GraphPasses.Optimize(builder.Build());
    }

    /// <summary>Values that differ, of both signs, the same at every call.</summary>
    private static Tensor Fill(Shape shape, float amplitude)
    {
        var random = new Random((int)shape.Count);
        var tensor = new Tensor(shape);
        for (int i = 0; i < tensor.Data.Length; i++) tensor.Data[i] = amplitude * (2 * random.NextSingle() - 1);
        return tensor;
    }
}
