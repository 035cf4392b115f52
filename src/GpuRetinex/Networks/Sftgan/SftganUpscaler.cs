using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Networks.Sftgan;

/// <summary>
/// Enlarges whole pictures four times on one device: segmentation of the whole, then the generator, in tiles where asked for.
/// </summary>
public sealed class SftganUpscaler : IDisposable
{
    /// <summary>Sides of the result over those of the picture.</summary>
    public const int Factor = 4;

    /// <summary>What the segmentation's progress counts for.</summary>
    private const double SegmentationShare = 0.5;

    private readonly OutdoorSegmenter? _segmenter;
    private readonly GraphRunner _generator;

    /// <param name="weights">Weights of either generator.</param>
    /// <param name="segmentationWeights">Weights of the segmentation network; null where every segmentation will be
    /// given.</param>
    /// <param name="device">Where to run; stays the caller's.</param>
    /// <exception cref="InvalidFileException">Weights are of another network, incomplete or damaged.</exception>
    public SftganUpscaler(WeightSet weights, WeightSet? segmentationWeights, IDevice device)
    {
        Device = device;
        _generator = new GraphRunner(GraphPasses.Optimize(new SftNet().Build(weights)), device);
        _segmenter = segmentationWeights is null ? null : new OutdoorSegmenter(segmentationWeights, device);
    }

    /// <summary>The device that runs the networks.</summary>
    public IDevice Device { get; }

    /// <summary>Enlarges one picture.</summary>
    /// <param name="colour">[1,3,H,W] of any size from 1×1 up, sRGB, nominally 0 to 1.</param>
    /// <param name="options">Segmentation, prior, tiles.</param>
    /// <param name="progress">Told the share of the work done, 0 to 1.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="DeviceException">Memory does not suffice, or the result is not finite.</exception>
    /// <exception cref="ArgumentException">A given segmentation has another size, or there is neither one nor weights to make
    /// one.</exception>
    public UpscaleResult Upscale(
        Tensor colour, UpscaleOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Tensor? segmentation = options.Segmentation;
        RunResult? segmented = null;
        (int, int)? size = null;
        if (segmentation is null)
        {
            OutdoorSegmenter segmenter = _segmenter ?? throw new ArgumentException(
                "there are no weights to make a segmentation with", nameof(options));
            (segmentation, segmented, size) = segmenter.Segment(
                colour, options.Tiles.Bytes, PartialProgress.Of(progress, 0, SegmentationShare), cancellation);
        }

        options.Prior?.Apply(segmentation);
        var inputs = new Dictionary<string, Tensor> { ["lr"] = colour, ["seg"] = segmentation };
        double begun = segmented is null ? 0 : SegmentationShare;
        RunResult generated = _generator.Run(inputs, options.Tiles, PartialProgress.Of(progress, begun, 1 - begun), cancellation);
        RunResult both = segmented is null ? generated : generated.After(segmented);
        return new UpscaleResult(generated.Outputs["sr"], segmentation, size, both);
    }

    public void Dispose()
    {
        _generator.Dispose();
        _segmenter?.Dispose();
    }
}
