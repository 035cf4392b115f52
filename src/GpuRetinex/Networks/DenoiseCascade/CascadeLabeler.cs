using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Networks.DenoiseCascade;

/// <summary>
/// Tells what a noisy picture shows: the denoiser and the high-level network behind it, in one graph. The names in the weights
/// tell whether it classifies the picture or its pixels.
/// </summary>
public sealed class CascadeLabeler : IDisposable
{
    /// <summary>
    /// Scores come at an eighth of the size, with the corners of both aligned: sides one more than a multiple of this fit
    /// exactly.
    /// </summary>
    private const int SegmentationUnit = 8;

    private static readonly MeanColour _segmentationMean = new(104.008f, 116.669f, 122.675f);

    private readonly Graph _graph;
    private readonly GraphRunner _runner;

    /// <param name="weights">Weights of the denoiser and of VGG-16 or DeepLab.</param>
    /// <param name="device">Where to run; stays the caller's.</param>
    /// <exception cref="InvalidFileException">The weights have no high-level network, or are incomplete or damaged.</exception>
    public CascadeLabeler(WeightSet weights, IDevice device)
    {
        Device = device;
        Network network = Recognise(weights);
        IsSegmentation = network is SegmentationCascade;
        _graph = GraphPasses.Optimize(network.Build(weights).WithOutputs(OutputName));
        _runner = new GraphRunner(_graph, device);
    }

    /// <summary>The device that runs the network.</summary>
    public IDevice Device { get; }

    /// <summary>Whether each pixel gets a label rather than the picture as a whole.</summary>
    public bool IsSegmentation { get; }

    private string OutputName => IsSegmentation ? "fc8_interp" : "softmax";

    /// <summary>
    /// Scores [1,21,H,W] of the classes of PASCAL VOC, of which the highest is a pixel's label; or probabilities [1,C,1,1] of
    /// what the middle 232 × 232 pixels show, the mean colour beside a smaller picture.
    /// </summary>
    /// <param name="colour">[1,3,H,W], sRGB, nominally 0 to 1.</param>
    /// <param name="budget">Bytes that the network may use, or null for any number.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="DeviceException">The memory does not suffice, or the result is not finite.</exception>
    public Tensor Label(Tensor colour, long? budget, CancellationToken cancellation = default)
    {
        Tensor input = IsSegmentation ? WholePicture(colour) : MiddleOf(colour);
        var inputs = new Dictionary<string, Tensor> { ["noisy"] = input };
        long needed = Device.PlanFor(
            _graph, inputs.ToDictionary(one => one.Key, one => one.Value.Shape)).ArenaElements * sizeof(float);
        if (needed > budget)
        {
            throw new DeviceException(
                Device.Description.Id,
                $"the labels need {needed >> 20} MiB, {Math.Max(budget.Value, 0) >> 20} MiB are left",
                "Allow more with --max-memory, use a smaller picture, or leave out --labels.");
        }

        RunResult run = _runner.Run(inputs, TileRule.Off, progress: null, cancellation);
        if (budget is not null) _runner.Release();
        Tensor scores = run.Outputs[OutputName];
        return IsSegmentation ? Patch.Cut(scores, new Region(0, 0, colour.Shape.H, colour.Shape.W)) : scores;
    }

    public void Dispose() => _runner.Dispose();

    private static Tensor WholePicture(Tensor colour)
    {
        int height = Padding.Align(colour.Shape.H - 1, SegmentationUnit) + 1,
            width = Padding.Align(colour.Shape.W - 1, SegmentationUnit) + 1;
        return Padding.Place(_segmentationMean.Subtract(colour), 0, height, width);
    }

    private static Tensor MiddleOf(Tensor colour)
    {
        const int side = ClassificationCascade.Side;
        Tensor picture = PictureDenoiser.Mean.Subtract(colour);
        int height = Math.Max(picture.Shape.H, side), width = Math.Max(picture.Shape.W, side);
        Tensor padded = Padding.Place(picture, 0, height, width);
        return Patch.Cut(padded, new Region((height - side) / 2, (width - side) / 2, side, side));
    }

    private static Network Recognise(WeightSet weights)
    {
        if (weights.Contains("fc8_voc12.blob0")) return new SegmentationCascade();
        if (weights.Contains("fc8.blob0")) return new ClassificationCascade();
        throw new InvalidFileException(
            weights.Path,
            "has no high-level network that could label a picture (fc8.blob0 or fc8_voc12.blob0)",
            "Merge the denoiser and the network with import, or leave out --labels.");
    }
}
