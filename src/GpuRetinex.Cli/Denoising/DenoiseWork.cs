using GpuRetinex.Cli.Pictures;
using GpuRetinex.Devices;
using GpuRetinex.Imaging;
using GpuRetinex.Metrics;
using GpuRetinex.Networks.DenoiseCascade;
using GpuRetinex.Tensors;

namespace GpuRetinex.Cli.Denoising;

/// <summary>Denoising of each picture.</summary>
/// <param name="denoisers">At least one; disposed with this.</param>
/// <param name="labeler">Makes labels, or null; disposed with this.</param>
/// <param name="settings">Noise, tiling, labels.</param>
internal sealed class DenoiseWork(IReadOnlyList<PictureDenoiser> denoisers, CascadeLabeler? labeler, DenoiseSettings settings)
    : IPictureWork
{
    private const string Sigma = "sigma", Estimated = "sigmaEstimated", Trained = "weightsSigma", Labels = "labels";
    private const double White = 255;

    private readonly HashSet<string> _labelFiles = new(FileNames.Comparer);

    /// <summary>A network still does well on noise this far from what it was trained for.</summary>
    private const double Slack = 0.2;

    public string Name => "denoise";

    public IDevice Device => denoisers[0].Device;

    public IReadOnlyList<string> StageNames { get; } = [];

    public IReadOnlyList<string> FactNames { get; } = [Sigma, Estimated, Trained, Labels];

    /// <summary>The picture as the network takes it and gives it, the result, and scores of labels.</summary>
    public long BytesPerPixel(int bitDepth, bool keepStages)
    {
        long perPixel = 3 * 3 * sizeof(float);
        if (labeler?.IsSegmentation == true) perPixel += 2 * VocClasses.All.Length * sizeof(float);
        return perPixel;
    }

    public PictureResult Process(
        Picture picture, TileRule tiles, bool keepStages, IProgress<double> progress, CancellationToken cancellation)
    {
        double sigma = settings.Sigma.Value ?? NoiseEstimate.StandardDeviation(picture.Colour) * White;
        PictureDenoiser denoiser = Nearest(sigma);
        string? labels = labeler is null ? null : WriteLabels(labeler, picture, tiles, cancellation);
        var options = new DenoiseOptions { Tiles = tiles, AuthorsTiling = settings.AuthorsTiling };
        (Tensor image, RunResult run) = denoiser.Denoise(picture.Colour, picture.IsGrey, options, progress, cancellation);
        bool estimated = settings.Sigma.Value is null;
        PictureFact[] facts =
        [
            new(Sigma, sigma, Numbers.Format($"noise {sigma:0.0}{(estimated ? " (estimated)" : "")}")),
            new(Estimated, estimated),
            new(Trained, denoiser.TrainedSigma),
            new(Labels, labels),
        ];
        return new PictureResult(image, run, facts, new Dictionary<string, StageContent>())
        {
            Notes = Notes(denoiser, sigma),
            Adjust = output => output with { Rounding = Rounding.NearestEven },
        };
    }

    public void Dispose()
    {
        foreach (PictureDenoiser denoiser in denoisers) denoiser.Dispose();
        labeler?.Dispose();
    }

    private static string[] Notes(PictureDenoiser denoiser, double sigma)
    {
        if (denoiser.TrainedSigma is not { } trained || Math.Abs(sigma - trained) <= Slack * trained) return [];
        string effect = sigma < trained ? "expect lost detail" : "expect noise to stay";
        return [Numbers.Format($"its noise is {sigma:0.#}, {denoiser.Path} was trained for {trained:0.#}: {effect}")];
    }

    /// <summary>The weights that were trained for the nearest noise; those that don't say come last.</summary>
    private PictureDenoiser Nearest(double sigma) =>
        denoisers.MinBy(denoiser => denoiser.TrainedSigma is { } trained ? Math.Abs(sigma - trained) : double.MaxValue)!;

    private string WriteLabels(CascadeLabeler network, Picture picture, TileRule tiles, CancellationToken cancellation)
    {
        string path = settings.Labels!.For(picture.Path);
        OutputFolder.Require(Path.GetDirectoryName(Path.GetFullPath(path))!, create: settings.Labels.IsFolder);
        if (!_labelFiles.Add(Path.GetFullPath(path)))
            throw new InvalidFileException(
                path, "holds the labels of another picture of this run", "Do pictures of one name in separate runs.");
        OutputFile.RequireFree(path, [picture.Path], settings.Overwrite);
        Tensor scores = network.Label(picture.Colour, tiles.Bytes, cancellation);
        LabelFile.Write(path, picture.Path, scores, network.IsSegmentation, settings.Overwrite, cancellation);
        return path;
    }
}
