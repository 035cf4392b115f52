using System.CommandLine;
using GpuRetinex.Cli.Enhancement;
using GpuRetinex.Cli.Pictures;
using GpuRetinex.Devices;
using GpuRetinex.Networks;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Weights;

namespace GpuRetinex.Cli.Commands;

/// <summary>Low-light enhancement of pictures by ISSR.</summary>
internal sealed class EnhanceCommand : PictureCommand
{
    private const string StagesDescription =
        "Also write reflectance, restored reflectance, illumination, adjusted illumination, a segmentation overlay "
        + "on the result, and the index map (fit for --segmentation) as PNG into this folder.";

    private readonly Option<string?> _weights = new("--weights")
    {
        Description = "Weights of ISSR at any widths [default: the shipped issr-lite].",
        HelpName = "FILE",
    };

    private readonly Option<string> _ratio = new("--ratio")
    {
        Description =
            "How much brighter: auto = max(1, 0.5/mean), official = 1.2/mean, of the normalised input; or a number above 0.",
        HelpName = "auto|official|NUMBER",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string?> _segmentation = new("--segmentation")
    {
        Description = "A map to use in place of the network's own: indices 0 sky, 1 ground, 2 foreground, 255 void, "
            + "or a picture of three probabilities.",
        HelpName = "MAP.png",
    };

    public EnhanceCommand()
        : base("enhance", "Brighten and clean dark photographs with ISSR (semantic segmentation and Retinex).", StagesDescription)
    {
        _ratio.Validators.Add(result =>
        {
            string text = result.GetValueOrDefault<string>() ?? "";
            if (RatioRule.Parse(text) is null)
                result.AddError($"--ratio: '{text}' is neither auto, official nor a number above 0.");
        });
        AddOptions(_weights, _ratio, _segmentation);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "enhance dark.jpg -o bright.png",
        "enhance shots/ -o bright/ --skip-existing",
        "enhance \"shots/*.tif\" -o bright/ --format jpeg --quality 90",
        "enhance dark.jpg -o bright.png --ratio 4 --stages stages/ --device simd",
    ];

    protected override IPictureWork Open(ParseResult arguments, bool isMany, Func<IDevice> openDevice)
    {
        WeightSet weights = NetworkWeights.Open(arguments.GetValue(_weights) ?? DefaultWeights.Path);
        try
        {
            var enhancer = new IssrEnhancer(weights, openDevice());
            return new EnhanceWork(
                weights, enhancer, RatioRule.Parse(arguments.GetRequiredValue(_ratio))!, arguments.GetValue(_segmentation));
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }
}
