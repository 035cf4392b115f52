using System.Diagnostics;
using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Networks.Issr;

/// <summary>Low-light enhancement of whole pictures on one device. Pictures of one size share the compiled plan.</summary>
public sealed class IssrEnhancer : IDisposable
{
    private const string ImageName = "image";
    private readonly IDevice _device;
    private readonly Graph _ownSegmentation;
    private readonly Graph _externalSegmentation;
    private (int Height, int Width, bool External, bool KeepStages) _key;
    private Plan? _plan;
    private IExecutable? _executable;

    /// <param name="weights">Weights of ISSR at any widths.</param>
    /// <param name="device">Where to run; stays the caller's.</param>
    /// <exception cref="InvalidFileException">The weights are of another network, incomplete or damaged.</exception>
    public IssrEnhancer(WeightSet weights, IDevice device)
    {
        _device = device;
        _ownSegmentation = new IssrNetwork().Build(weights);
        _externalSegmentation = new IssrNetwork(externalSegmentation: true).Build(weights);
    }

    /// <summary>Enhances one picture.</summary>
    /// <param name="colour">[1,3,H,W] of any size from 1×1 up, sRGB, nominally 0 to 1.</param>
    /// <param name="options">Ratio, segmentation, stages.</param>
    /// <param name="progress">Told the share of the work done, 0 to 1.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="DeviceException">Memory does not suffice, or the result is not finite.</exception>
    public EnhanceResult Enhance(Tensor colour, EnhanceOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var input = new IssrInput(colour);
        float ratio = options.Ratio.For(input.Mean);
        var inputs = new Dictionary<string, Tensor> { [ImageName] = input.Image, ["ratio"] = Tensor.Scalar(ratio) };
        if (options.Segmentation is { } segmentation) inputs.Add("segmentation", segmentation);

        (Plan plan, IExecutable executable) = Prepare(inputs, options);
        var clock = Stopwatch.StartNew();
        IReadOnlyDictionary<string, Tensor> outputs = executable.Run(inputs, progress, cancellation);
        TimeSpan elapsed = clock.Elapsed;
        foreach ((string name, Tensor tensor) in outputs) RequireFinite(name, tensor);
        return new EnhanceResult(
            outputs[ImageName], outputs.Where(output => output.Key != ImageName).ToDictionary(), ratio, plan.Flops, elapsed, executable.PeakBytes);
    }

    public void Dispose() => _executable?.Dispose();

    private (Plan Plan, IExecutable Executable) Prepare(Dictionary<string, Tensor> inputs, EnhanceOptions options)
    {
        Shape shape = inputs[ImageName].Shape;
        var key = (shape.H, shape.W, options.Segmentation is not null, options.KeepStages);
        if (_executable is null || key != _key)
        {
            _executable?.Dispose();
            _executable = null;
            Graph graph = options.Segmentation is null ? _ownSegmentation : _externalSegmentation;
            if (!options.KeepStages) graph = graph.WithOutputs(ImageName);
            _plan = new Plan(GraphPasses.Optimize(graph), inputs.ToDictionary(input => input.Key, input => input.Value.Shape));
            _executable = _device.Compile(_plan);
            _key = key;
        }

        return (_plan!, _executable);
    }

    private void RequireFinite(string name, Tensor tensor)
    {
        if (Array.TrueForAll(tensor.Data, float.IsFinite)) return;
        throw new DeviceException(
            _device.Description.Id, $"the network's {name} has values that are not finite", "Try --device simd; if that fails too, the weights are at fault.");
    }
}
