using System.CommandLine;
using System.Globalization;
using GpuRetinex.Cli.Enhancement;
using GpuRetinex.Devices;
using GpuRetinex.Imaging;
using GpuRetinex.Networks;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Weights;

namespace GpuRetinex.Cli.Commands;

/// <summary>Low-light enhancement of pictures by ISSR.</summary>
internal sealed class EnhanceCommand : WorkCommand
{
    private readonly Argument<string[]> _inputs = new("INPUT")
    {
        Description = "Pictures (JPEG, PNG, WebP, TIFF, AVIF, GIF), folders of pictures (subfolders are left out), "
            + "or quoted globs such as \"shots/**/*.jpg\".",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The picture to write; with several inputs, a folder or a glob: the folder to write to, created if missing.",
        HelpName = "OUT",
        Required = true,
    };

    private readonly Option<string> _device = CommonOptions.Device();

    private readonly Option<string?> _weights = new("--weights")
    {
        Description = "Weights of ISSR at any widths [default: the shipped issr-lite].",
        HelpName = "FILE",
    };

    private readonly Option<string> _ratio = new("--ratio")
    {
        Description = "How much brighter: auto = max(1, 0.5/mean), official = 1.2/mean, of the normalised input; or a number above 0.",
        HelpName = "auto|official|NUMBER",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string?> _stages = new("--stages")
    {
        Description = "Also write reflectance, restored reflectance, illumination, adjusted illumination, a segmentation overlay "
            + "on the result, and the index map (fit for --segmentation) as PNG into this folder.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _segmentation = new("--segmentation")
    {
        Description = "A map to use in place of the network's own: indices 0 sky, 1 ground, 2 foreground, 255 void, "
            + "or a picture of three probabilities.",
        HelpName = "MAP.png",
    };

    private readonly Option<TileChoice?> _tile = new("--tile")
    {
        Description = "Cut the picture into tiles: auto (as memory demands), off, or the side in pixels (at least 64). The result is the same.",
        HelpName = "auto|off|N",
        CustomParser = CommonOptions.Parser<TileChoice>(TileChoice.Parse, "--tile: it is auto, off, or a side of at least 64 pixels"),
    };

    private readonly Option<long?> _maxMemory = new("--max-memory")
    {
        Description = "Memory that the process may use, such as 1.5GB or 800MB [default: 60 % of the machine's].",
        HelpName = "SIZE",
        CustomParser = CommonOptions.Parser<long>(MemorySize.Parse, "--max-memory: a size is a number with MB or GB (MiB, GiB)"),
    };

    private readonly Option<Precision?> _precision = CommonOptions.Precision();

    private readonly Option<PictureFormat?> _format = new("--format")
    {
        Description = $"Format to write: {string.Join(", ", PictureFormats.Names)} [default: that of OUT's suffix, or of the input].",
        HelpName = "NAME",
        CustomParser = CommonOptions.Parser<PictureFormat>(
            text => PictureFormats.TryParse(text, out PictureFormat format) ? format : null,
            $"--format: a format is one of {string.Join(", ", PictureFormats.Names)}"),
    };

    private readonly Option<int?> _quality = new("--quality")
    {
        Description = "1 to 100 for JPEG, WebP and AVIF [default: 95, 95, 85]. PNG and TIFF are lossless.",
        HelpName = "N",
        CustomParser = CommonOptions.Parser<int>(
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is >= 1 and <= 100 ? n : null,
            "--quality: a quality is 1 to 100"),
    };

    private readonly Option<bool> _strip = new("--strip") { Description = "Leave out EXIF, XMP and IPTC; the sRGB profile stays." };
    private readonly Option<bool> _skipExisting = new("--skip-existing") { Description = "Leave outputs that exist as they are and go on." };
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();
    private readonly Option<bool> _json = CommonOptions.Json();

    public EnhanceCommand()
        : base("enhance", "Brighten and clean dark photographs with ISSR (semantic segmentation and Retinex).")
    {
        _inputs.RefuseOptions();
        _ratio.Validators.Add(result =>
        {
            string text = result.GetValueOrDefault<string>() ?? "";
            if (RatioRule.Parse(text) is null) result.AddError($"--ratio: '{text}' is neither auto, official nor a number above 0.");
        });
        Validators.Add(result =>
        {
            if (result.GetValue(_overwrite) && result.GetValue(_skipExisting))
                result.AddError("--overwrite and --skip-existing exclude each other.");
        });
        Arguments.Add(_inputs);
        Option[] options =
        [
            _output, _device, _weights, _ratio, _stages, _segmentation, _tile, _maxMemory, _precision, _format, _quality, _strip, _skipExisting, _overwrite, _json,
        ];
        foreach (Option option in options) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "enhance dark.jpg -o bright.png",
        "enhance shots/ -o bright/ --skip-existing",
        "enhance \"shots/*.tif\" -o bright/ --format jpeg --quality 90",
        "enhance dark.jpg -o bright.png --ratio 4 --stages stages/ --device simd",
    ];

    protected override int Run(ParseResult arguments, CancellationToken cancellation)
    {
        EnhanceSettings settings = ReadSettings(arguments);
        bool json = arguments.GetValue(_json);
        IReadOnlyList<EnhanceJob> jobs = EnhanceJobs.Create(
            arguments.GetRequiredValue(_inputs), arguments.GetRequiredValue(_output), settings.Format, settings.StagesFolder);
        using WeightSet weights = NetworkWeights.Open(arguments.GetValue(_weights) ?? DefaultWeights.Path);
        using IDevice device = Families.OpenRecovering(arguments.GetRequiredValue(_device), arguments.GetValue(_precision) ?? Precision.Default);
        using var enhancer = new IssrEnhancer(weights, device);
        var run = new EnhanceRun(enhancer, settings, jobs);
        int code = EnhanceView.Show(json, view => run.Execute(view, cancellation));
        if (json) JsonOutput.Write(new EnhanceDocument(device.Description.Id, run.Items));
        cancellation.ThrowIfCancellationRequested();
        return code;
    }

    private EnhanceSettings ReadSettings(ParseResult arguments) => new()
    {
        Ratio = RatioRule.Parse(arguments.GetRequiredValue(_ratio))!,
        SegmentationPath = arguments.GetValue(_segmentation),
        StagesFolder = arguments.GetValue(_stages),
        Tile = arguments.GetValue(_tile) ?? TileChoice.Auto,
        MaxMemory = arguments.GetValue(_maxMemory),
        Format = arguments.GetValue(_format),
        Quality = arguments.GetValue(_quality),
        Strip = arguments.GetValue(_strip),
        SkipExisting = arguments.GetValue(_skipExisting),
        Overwrite = arguments.GetValue(_overwrite),
    };
}
