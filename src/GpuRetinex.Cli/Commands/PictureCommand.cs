using System.CommandLine;
using System.Globalization;
using GpuRetinex.Cli.Pictures;
using GpuRetinex.Devices;
using GpuRetinex.Imaging;

namespace GpuRetinex.Cli.Commands;

/// <summary>A command that makes a picture of each of its inputs, with the options that all such commands have.</summary>
internal abstract class PictureCommand : WorkCommand
{
    private readonly Argument<string[]> _inputs = new("INPUT")
    {
        Description = "Pictures (JPEG, PNG, WebP, TIFF, AVIF, GIF), folders of pictures (subfolders are left out), "
            + "or quoted globs such as \"shots/**/*.jpg\".",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description =
            "The picture to write; with several inputs, a folder or a glob: the folder to write to, created if missing.",
        HelpName = "OUT",
        Required = true,
    };

    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<string?>? _stages;

    private readonly Option<TileChoice?> _tile = new("--tile")
    {
        Description =
            "Cut the picture into tiles: auto (as memory demands), off, or the side in pixels (at least 64). "
            + "The result is the same.",
        HelpName = "auto|off|N",
        CustomParser = CommonOptions.Parser<TileChoice>(
            TileChoice.Parse, "--tile: it is auto, off, or a side of at least 64 pixels"),
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
        Description =
            $"Format to write: {string.Join(", ", PictureFormats.Names)} [default: that of OUT's suffix, or of the input].",
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
            text =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is >= 1 and <= 100 ? n : null,
            "--quality: a quality is 1 to 100"),
    };

    private readonly Option<bool> _strip =
        new("--strip") { Description = "Leave out EXIF, XMP and IPTC; the sRGB profile stays." };
    private readonly Option<bool> _skipExisting =
        new("--skip-existing") { Description = "Leave outputs that exist as they are and go on." };
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();
    private readonly Option<bool> _json = CommonOptions.Json();

    /// <param name="name">The command's name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="stages">What --stages writes; null for a command without it.</param>
    protected PictureCommand(string name, string description, string? stages)
        : base(name, description)
    {
        _stages = stages is null ? null : new Option<string?>("--stages") { Description = stages, HelpName = "DIR" };
        _inputs.RefuseOptions();
        Validators.Add(result =>
        {
            if (result.GetValue(_overwrite) && result.GetValue(_skipExisting))
                result.AddError("--overwrite and --skip-existing exclude each other.");
        });
    }

    /// <summary>Adds the argument and all options, those of the command after the first two.</summary>
    protected void AddOptions(params ReadOnlySpan<Option> own)
    {
        Arguments.Add(_inputs);
        Option[] stages = _stages is null ? [] : [_stages];
        Option[] options =
        [
            _output, _device, .. own, .. stages, _tile, _maxMemory, _precision, _format, _quality, _strip, _skipExisting,
            _overwrite, _json,
        ];
        foreach (Option option in options) Options.Add(option);
    }

    /// <summary>Whether files that exist may be replaced.</summary>
    protected bool Overwrites(ParseResult arguments) => arguments.GetValue(_overwrite);

    /// <summary>Opens weights and networks.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="isMany">Whether there are several pictures.</param>
    /// <param name="openDevice">Opens the device; to be called once all that the user named has been looked at.</param>
    /// <exception cref="InvalidFileException">A file of weights is unusable.</exception>
    protected abstract IPictureWork Open(ParseResult arguments, bool isMany, Func<IDevice> openDevice);

    protected override int Run(ParseResult arguments, CancellationToken cancellation)
    {
        // Weights and networks take as long to open. Should it fail, so does reading the first picture, which then says why.
        _ = Task.Run(ImageFile.Prepare, CancellationToken.None);
        PictureSettings settings = ReadSettings(arguments);
        bool json = arguments.GetValue(_json);
        IReadOnlyList<PictureJob> jobs = PictureJobs.Create(
            arguments.GetRequiredValue(_inputs), arguments.GetRequiredValue(_output), settings.Format, settings.StagesFolder);
        IDevice? device = null;
        try
        {
            using IPictureWork work = Open(arguments, jobs.Count > 1, () => device = OpenDevice(arguments));
            var run = new PictureRun(work, settings, jobs);
            int code = PictureView.Show(work.Name, json, view => run.Execute(view, cancellation));
            if (json) JsonOutput.Write(new PictureDocument(work.Device.Description.Id, run.Items));
            cancellation.ThrowIfCancellationRequested();
            return code;
        }
        finally
        {
            device?.Dispose();
        }
    }

    private IDevice OpenDevice(ParseResult arguments) =>
        Families.OpenRecovering(arguments.GetRequiredValue(_device), arguments.GetValue(_precision) ?? Precision.Default);

    private PictureSettings ReadSettings(ParseResult arguments) => new()
    {
        StagesFolder = _stages is null ? null : arguments.GetValue(_stages),
        Tile = arguments.GetValue(_tile) ?? TileChoice.Auto,
        MaxMemory = arguments.GetValue(_maxMemory),
        Format = arguments.GetValue(_format),
        Quality = arguments.GetValue(_quality),
        Strip = arguments.GetValue(_strip),
        SkipExisting = arguments.GetValue(_skipExisting),
        Overwrite = Overwrites(arguments),
    };
}
