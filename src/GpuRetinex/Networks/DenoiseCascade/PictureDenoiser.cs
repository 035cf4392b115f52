using System.Globalization;
using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Networks.DenoiseCascade;

/// <summary>
/// Denoises whole pictures on one device, by the cascade's denoiser or by DnCNN: the names in the weights tell which.
/// </summary>
public sealed class PictureDenoiser : IDisposable
{
    /// <summary>Metadata of weights: the standard deviation of the noise that they were trained on, of 255.</summary>
    public const string SigmaKey = "sigma";

    private const string InputName = "data", OutputName = "output";

    /// <summary>The sides that the cascade's denoiser takes are multiples of this, for it halves them twice.</summary>
    private const int Alignment = 4;

    private readonly GraphRunner _runner;

    /// <param name="weights">Weights of either network.</param>
    /// <param name="device">Where to run; stays the caller's.</param>
    /// <exception cref="InvalidFileException">The weights are of another network, incomplete or damaged.</exception>
    public PictureDenoiser(WeightSet weights, IDevice device)
    {
        Device = device;
        Path = weights.Path;
        Network network = Recognise(weights);
        IsCascade = network is Denoiser;
        TrainedSigma = ReadSigma(weights);
        _runner = new GraphRunner(GraphPasses.Optimize(network.Build(weights)), device);
    }

    /// <summary>The device that runs the network.</summary>
    public IDevice Device { get; }

    /// <summary>The weights' file.</summary>
    public string Path { get; }

    /// <summary>
    /// Whether it is the cascade's denoiser, which takes three channels at once, rather than DnCNN, which takes them one by one.
    /// </summary>
    public bool IsCascade { get; }

    /// <summary>The noise that the weights were made for, as a standard deviation of 255; null where they don't say.</summary>
    public double? TrainedSigma { get; }

    /// <summary>What the cascade's networks take.</summary>
    internal static MeanColour Mean { get; } = new(104, 117, 123);

    /// <summary>Denoises one picture.</summary>
    /// <param name="colour">[1,3,H,W] of any size from 1×1 up, sRGB, nominally 0 to 1.</param>
    /// <param name="isGrey">Whether the three channels are equal, so that DnCNN need look at one only.</param>
    /// <param name="options">Tiles.</param>
    /// <param name="progress">Told the share of the work done, 0 to 1.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <returns>[1,3,H,W], nominally 0 to 1, not clipped; and what it took.</returns>
    /// <exception cref="DeviceException">Memory does not suffice, or the result is not finite.</exception>
    public (Tensor Image, RunResult Run) Denoise(
        Tensor colour, bool isGrey, DenoiseOptions options, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        if (!IsCascade) return DenoisePlanes(colour, isGrey, options, progress, cancellation);
        Tensor picture = Mean.Subtract(colour);
        (Tensor clean, RunResult run) = options.AuthorsTiling
            ? AuthorsTiling.Denoise(
                picture,
                (block, begun, share) => Run(block, TileRule.Off, PartialProgress.Of(progress, begun, share), cancellation))
            : DenoiseCascade(picture, options.Tiles, progress, cancellation);
        return (Mean.Add(clean), run);
    }

    public void Dispose() => _runner.Dispose();

    /// <summary>
    /// With the mean colour around the picture: the three pixels on each side that the network cuts off, and what its sides lack
    /// to a multiple of four.
    /// </summary>
    private (Tensor Clean, RunResult Run) DenoiseCascade(
        Tensor picture, TileRule tiles, IProgress<double>? progress, CancellationToken cancellation)
    {
        (int height, int width) = (picture.Shape.H, picture.Shape.W);
        const int margins = 2 * DenoiserLayers.Margin;
        Tensor padded = Padding.Place(
            picture, DenoiserLayers.Margin, Padding.Align(height + margins, Alignment),
            Padding.Align(width + margins, Alignment));
        RunResult run = Run(padded, tiles, progress, cancellation);
        return (Patch.Cut(run.Outputs[OutputName], new Region(0, 0, height, width)), run);
    }

    /// <summary>The channels as grey pictures, one after the other: a batch of them could not be cut into tiles.</summary>
    private (Tensor Image, RunResult Run) DenoisePlanes(
        Tensor colour, bool isGrey, DenoiseOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (options.AuthorsTiling)
            throw new ArgumentException("the authors' tiling is the cascade's, not DnCNN's", nameof(options));
        int pixels = colour.Shape.H * colour.Shape.W, planes = isGrey ? 1 : colour.Shape.C;
        var clean = new Tensor(colour.Shape);
        RunResult? taken = null;
        for (int plane = 0; plane < planes; plane++)
        {
            var grey = new Tensor(
                new Shape(1, 1, colour.Shape.H, colour.Shape.W), colour.Data[(plane * pixels)..((plane + 1) * pixels)]);
            RunResult run = Run(
                grey, options.Tiles, PartialProgress.Of(progress, (double)plane / planes, 1.0 / planes), cancellation);
            taken = taken is null ? run : run.After(taken);
            run.Outputs[OutputName].Data.CopyTo(clean.Data, plane * pixels);
        }

        for (int plane = planes; plane < colour.Shape.C; plane++) Array.Copy(clean.Data, 0, clean.Data, plane * pixels, pixels);
        return (clean, taken!);
    }

    private RunResult Run(Tensor input, TileRule tiles, IProgress<double>? progress, CancellationToken cancellation) =>
        _runner.Run(new Dictionary<string, Tensor> { [InputName] = input }, tiles, progress, cancellation);

    private static Network Recognise(WeightSet weights)
    {
        if (weights.Contains("conv0.blob0")) return new Denoiser();
        if (weights.Contains("model.0.weight")) return new DnCnn();
        throw new InvalidFileException(
            weights.Path,
            "holds neither the cascade's denoiser (conv0.blob0, …) nor DnCNN (model.0.weight, …)",
            "Use weights of one of them.");
    }

    private static double? ReadSigma(WeightSet weights)
    {
        if (!weights.Metadata.TryGetValue(SigmaKey, out string? text)) return null;
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double sigma);
        return isNumber && double.IsFinite(sigma) && sigma >= 0 ? sigma : throw new InvalidFileException(
            weights.Path, $"names no number as its '{SigmaKey}' in the metadata", "Correct it, or leave it out.");
    }
}
