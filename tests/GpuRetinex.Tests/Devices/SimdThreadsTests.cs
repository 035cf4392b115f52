using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Kernels.Simd;
using GpuRetinex.Networks;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Devices;

internal sealed class SimdThreadsTests
{
    [Test]
    public void Issr_AnyNumberOfThreads_GivesIdenticalBits([Values] bool inBands)
    {
        BandRule? bands = inBands ? new BandRule(0, 24) : null;
        float[] expected = Run(threads: 1, bands);
        Assert.That(Run(threads: 1, bands), Is.EqualTo(expected));
        Assert.That(Run(threads: 2, bands), Is.EqualTo(expected));
        Assert.That(Run(threads: 5, bands), Is.EqualTo(expected));
    }

    private static float[] Run(int threads, BandRule? bands)
    {
        using WeightSet weights = NetworkWeights.Open(Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors"));
        Graph graph = GraphPasses.Optimize(new IssrNetwork().Build(weights).WithOutputs("image"));
        var random = new Random(7);
        var image = new Tensor(new Shape(1, 3, 53, 71));
        for (int i = 0; i < image.Data.Length; i++) image.Data[i] = random.NextSingle();

        var family = new SimdFamily(threads: threads);
        using IDevice device = family.Open(family.FindDevices()[0]);
        using IExecutable executable = device.Compile(new Plan(graph, new IssrNetwork().InputShapes(53, 71), tile: null, bands));
        return executable.Run(new Dictionary<string, Tensor> { ["image"] = image, ["ratio"] = Tensor.Scalar(2) })["image"].Data;
    }
}
