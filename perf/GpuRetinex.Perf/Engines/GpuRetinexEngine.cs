using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Graphs;
using GpuRetinex.Kernels.Simd;
using GpuRetinex.Kernels.Vulkan;
using GpuRetinex.Perf.Commands;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Perf.Engines;

/// <summary>This project's simd device, or a Vulkan device.</summary>
internal sealed class GpuRetinexEngine : IEngine
{
    private readonly IDevice _device;
    private readonly IExecutable _executable;
    private readonly IReadOnlyDictionary<string, Tensor> _inputs;

    /// <param name="graph">What to run, after the usual passes.</param>
    /// <param name="inputs">A tensor for each input.</param>
    /// <param name="threads">Number of threads.</param>
    /// <param name="level">Vector width.</param>
    /// <param name="device">"simd", or the id of a Vulkan device, to which threads and level do not apply.</param>
    public GpuRetinexEngine(
        Graph graph, IReadOnlyDictionary<string, Tensor> inputs, int threads, SimdLevel level, string device = CommonOptions.Simd)
    {
        IDeviceFamily family = device == CommonOptions.Simd
            ? new SimdFamily(level, threads)
            : new VulkanFamily(VulkanOptions.FromEnvironment(), UserCache.OfUser);
        _inputs = inputs;
        _device = family.Open(family.FindDevices().Single(found => found.Id == device));
        Plan = _device.PlanFor(graph, inputs.ToDictionary(input => input.Key, input => input.Value.Shape));
        _executable = _device.Compile(Plan, ForcedAlgorithm.FromEnvironment());
    }

    /// <summary>What runs, with its number of operations.</summary>
    public Plan Plan { get; }

    /// <summary>A graph as it was built.</summary>
    public static GpuRetinexEngine FromGraph(
        Graph graph, IReadOnlyDictionary<string, Tensor> inputs, int threads, SimdLevel level,
        string device = CommonOptions.Simd) =>
        new(GraphPasses.Optimize(graph), inputs, threads, level, device);

    public void Run() => _executable.Run(_inputs);

    public IReadOnlyDictionary<string, Tensor> Outputs() => _executable.Run(_inputs);

    public void Dispose()
    {
        _executable.Dispose();
        _device.Dispose();
    }
}
