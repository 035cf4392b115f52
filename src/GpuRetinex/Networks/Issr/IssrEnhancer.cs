using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Networks.Issr;

/// <summary>Low-light enhancement of whole pictures on one device.</summary>
public sealed class IssrEnhancer : IDisposable
{
    private readonly IDevice _device;
    private readonly Graph _ownSegmentation;
    private readonly Lazy<Graph> _externalSegmentation;
    private (bool External, bool KeepStages)? _prepared;
    private GraphRunner? _runner;

    /// <param name="weights">Weights of ISSR at any widths; to be kept open as long as this.</param>
    /// <param name="device">Where to run; stays the caller's.</param>
    /// <exception cref="InvalidFileException">The weights are of another network, incomplete or damaged.</exception>
    public IssrEnhancer(WeightSet weights, IDevice device)
    {
        _device = device;
        _ownSegmentation = new IssrNetwork().Build(weights);
        _externalSegmentation = new Lazy<Graph>(() => new IssrNetwork(externalSegmentation: true).Build(weights));
    }

    /// <summary>The device that runs the networks.</summary>
    public IDevice Device => _device;

    /// <summary>Enhances one picture.</summary>
    /// <param name="colour">[1,3,H,W] of any size from 1×1 up, sRGB, nominally 0 to 1. It is normalised in place.</param>
    /// <param name="options">Ratio, segmentation, stages, tiles.</param>
    /// <param name="progress">Told the share of the work done, 0 to 1.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="DeviceException">Memory does not suffice, or the result is not finite.</exception>
    public EnhanceResult Enhance(
        Tensor colour, EnhanceOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        float ratio = options.Ratio.For(MinMax.Normalise(colour));
        var inputs = new Dictionary<string, Tensor> { [IssrNetwork.ImageName] = colour, ["ratio"] = Tensor.Scalar(ratio) };
        if (options.Segmentation is { } segmentation) inputs.Add("segmentation", segmentation);

        RunResult run = Prepare(options).Run(inputs, options.Tiles, progress, cancellation);
        return new EnhanceResult(
            run.Outputs[IssrNetwork.ImageName], run.Outputs.Where(output => output.Key != IssrNetwork.ImageName).ToDictionary(),
            ratio, run);
    }

    public void Dispose() => _runner?.Dispose();

    private GraphRunner Prepare(EnhanceOptions options)
    {
        var wanted = (options.Segmentation is not null, options.KeepStages);
        if (_runner is null || wanted != _prepared)
        {
            _runner?.Dispose();
            Graph graph = options.Segmentation is null ? _ownSegmentation : _externalSegmentation.Value;
            if (!options.KeepStages) graph = graph.WithOutputs(IssrNetwork.ImageName);
            _runner = new GraphRunner(GraphPasses.Optimize(graph), _device);
            _prepared = wanted;
        }

        return _runner;
    }
}
