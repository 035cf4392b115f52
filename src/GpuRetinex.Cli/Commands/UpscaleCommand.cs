using System.CommandLine;
using GpuRetinex.Cli.Pictures;
using GpuRetinex.Cli.Upscaling;
using GpuRetinex.Devices;
using GpuRetinex.Networks;
using GpuRetinex.Networks.Sftgan;
using GpuRetinex.Weights;

namespace GpuRetinex.Cli.Commands;

/// <summary>Super-resolution of pictures by SFTGAN.</summary>
internal sealed class UpscaleCommand : PictureCommand
{
    private const string Sftgan = "sftgan";

    private readonly Option<string> _network = new("--network")
    {
        Description = "sftgan: four times larger, with textures that fit what the picture shows.",
        HelpName = Sftgan,
        DefaultValueFactory = _ => Sftgan,
    };

    private readonly Option<string> _weights = new("--weights")
    {
        Description = "Weights of the generator, SFT_Net or SFT_Net_torch: which it is shows in the file.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _segmentationWeights = new("--segmentation-weights")
    {
        Description = "Weights of the segmentation network OutdoorSceneSeg; needed unless --segmentation is given.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _segmentation = new("--segmentation")
    {
        Description = "A map of the result's size, four times the picture's, to use in place of the network's own: indices "
            + $"{string.Join(", ", OutdoorClasses.All.Select((one, index) => $"{index} {one.Name}"))}, 255 void.",
        HelpName = "MAP.png",
    };

    private readonly Option<string?> _prior = new("--prior")
    {
        Description = "Steer the texture: weights that the classes' probabilities are multiplied by, such as sky=0.2,grass=1.5.",
        HelpName = "CLASS=WEIGHT,…",
    };

    public UpscaleCommand()
        : base(
            "upscale",
            "Enlarge photographs four times with SFTGAN (textures by semantic segmentation).",
            "Also write the bicubic enlargement, a segmentation overlay on the result, and the index map (fit for "
            + "--segmentation) as PNG into this folder.")
    {
        _network.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not Sftgan and { } name)
                result.AddError($"--network: upscale runs {Sftgan}, not '{name}'.");
        });
        _prior.Validators.Add(result =>
        {
            try
            {
                if (result.GetValueOrDefault<string?>() is { } text) ClassPrior.Parse(text, OutdoorClasses.All);
            }
            catch (FormatException exception)
            {
                result.AddError($"--prior: {exception.Message}.");
            }
        });
        Validators.Add(result =>
        {
            bool isGiven = result.GetResult(_segmentation) is not null || result.GetResult(_segmentationWeights) is not null;
            if (!isGiven && result.GetResult(_weights) is not null)
                result.AddError("--segmentation-weights is needed, or a map with --segmentation.");
        });
        AddOptions(_network, _weights, _segmentationWeights, _segmentation, _prior);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "upscale small.png -o large.png --weights sft.safetensors --segmentation-weights seg.safetensors",
        "upscale small.png -o large.png --weights sft.safetensors --segmentation-weights seg.safetensors "
        + "--prior sky=0.2,grass=1.5 --stages stages/",
        "upscale small.png -o large.png --weights sft.safetensors --segmentation edited-map.png",
    ];

    protected override IPictureWork Open(ParseResult arguments, bool isMany, Func<IDevice> openDevice)
    {
        string? segmentation = arguments.GetValue(_segmentation);
        ClassPrior? prior = arguments.GetValue(_prior) is { } text ? ClassPrior.Parse(text, OutdoorClasses.All) : null;
        using WeightSet weights = NetworkWeights.Open(arguments.GetRequiredValue(_weights));
        using WeightSet? segmentationWeights =
            segmentation is null ? NetworkWeights.Open(arguments.GetRequiredValue(_segmentationWeights)!) : null;
        return new UpscaleWork(new SftganUpscaler(weights, segmentationWeights, openDevice()), prior, segmentation);
    }
}
