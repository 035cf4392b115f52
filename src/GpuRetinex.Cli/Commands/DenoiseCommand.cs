using System.CommandLine;
using GpuRetinex.Cli.Denoising;
using GpuRetinex.Cli.Pictures;
using GpuRetinex.Devices;
using GpuRetinex.Networks;
using GpuRetinex.Networks.DenoiseCascade;
using GpuRetinex.Weights;

namespace GpuRetinex.Cli.Commands;

/// <summary>Denoising of pictures by the cascade's denoiser or by DnCNN.</summary>
internal sealed class DenoiseCommand : PictureCommand
{
    private const string Exact = "exact", Authors = "authors";

    private readonly Option<SigmaChoice?> _sigma = new("--sigma")
    {
        Description = "Standard deviation of the noise, of 255, or auto: estimated from the picture's finest detail. "
            + "It picks among several weights and is compared with what they were trained for; it is no input of the networks.",
        HelpName = "auto|15|25|35|50|N",
        CustomParser = CommonOptions.Parser<SigmaChoice>(
            SigmaChoice.Parse,
            Numbers.Format($"--sigma: it is auto, or a number from {SigmaChoice.Smallest} to {SigmaChoice.Largest}")),
        DefaultValueFactory = _ => new SigmaChoice(null),
    };

    private readonly Option<string[]> _weights = new("--weights")
    {
        Description =
            "Weights of the cascade's denoiser at any widths, or of DnCNN; of several, those trained for the nearest noise "
            + "(metadata 'sigma') are taken.",
        HelpName = "FILE…",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _labels = new("--labels")
    {
        Description =
            "Also write what the picture shows, for weights that hold a high-level network: a PNG of class indices, or JSON; "
            + "for several pictures a folder.",
        HelpName = "FILE",
    };

    private readonly Option<string> _tiling = new("--tiling")
    {
        Description =
            "exact, or authors: average overlapping blocks as the cascade's own program does, which is another "
            + "result near their edges.",
        HelpName = "exact|authors",
        DefaultValueFactory = _ => Exact,
    };

    public DenoiseCommand()
        : base(
            "denoise", "Remove noise from photographs with the denoiser of a cascade for high-level vision, or DnCNN.",
            stages: null)
    {
        _weights.RefuseOptions();
        _tiling.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not (Exact or Authors))
                result.AddError("--tiling: it is exact or authors.");
        });
        AddOptions(_weights, _sigma, _labels, _tiling);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "denoise noisy.png -o clean.png --weights dncnn_25.safetensors --sigma 25",
        "denoise shots/ -o clean/ --weights sigma15.safetensors sigma25.safetensors sigma50.safetensors",
        "denoise noisy.png -o clean.png --weights cascade.safetensors --labels labels.png",
    ];

    protected override IPictureWork Open(ParseResult arguments, bool isMany, Func<IDevice> openDevice)
    {
        bool authors = arguments.GetValue(_tiling) == Authors;
        string? labels = arguments.GetValue(_labels);
        var sets = new List<WeightSet>();
        try
        {
            foreach (string path in arguments.GetRequiredValue(_weights)) sets.Add(NetworkWeights.Open(path));
            IDevice device = openDevice();
            PictureDenoiser[] denoisers = [.. sets.Select(weights => new PictureDenoiser(weights, device))];
            if (authors && denoisers.FirstOrDefault(denoiser => !denoiser.IsCascade) is { } other)
                throw new UsageException($"--tiling authors: {other.Path} holds DnCNN, which its authors do not tile.");
            CascadeLabeler? labeler = labels is null ? null : new CascadeLabeler(sets[0], device);
            LabelPlace? place = labeler is null ? null : LabelPlace.Of(labels!, isMany, labeler.IsSegmentation);
            return new DenoiseWork(
                denoisers, labeler,
                new DenoiseSettings(arguments.GetValue(_sigma)!.Value, authors, place, Overwrites(arguments)));
        }
        finally
        {
            foreach (WeightSet weights in sets) weights.Dispose();
        }
    }
}
