using System.CommandLine;
using GpuRetinex.Cli.Benchmarks;
using GpuRetinex.Cli.Profiles;
using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using Spectre.Console;

namespace GpuRetinex.Cli.Commands;

/// <summary>Times every step of a network on a device.</summary>
internal sealed class ProfileCommand : WorkCommand
{
    private const string TraceSuffix = ".json", PlotSuffix = ".png";

    private readonly BenchmarkOptions _options = new();

    private readonly Option<string[]> _output = new("--output", "-o")
    {
        Description = $"Also write a Chrome trace ({TraceSuffix}, for chrome://tracing or ui.perfetto.dev) or a roofline diagram "
            + $"({PlotSuffix}); give the option twice for both.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _tune = new("--tune")
    {
        Description =
            "First measure every algorithm that the device has for each convolution, and keep the fastest ones in the user's "
            + "cache folder. All later runs on the device go by them.",
    };

    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();
    private readonly Option<bool> _json = CommonOptions.Json();

    public ProfileCommand()
        : base(
            "profile",
            "Time every step of a network on a device, over random inputs: medians of several runs, GFLOP/s, GB/s and the "
            + "percentage of the roof, which is the longer of a step's operations at the device's peak and its least traffic at "
            + "copy speed, both measured right after. Operations count as the network states them, so Winograd can pass 100 %; "
            + "so can what stays in the caches.")
    {
        _options.AddTo(this);
        foreach (Option option in (Option[])[_tune, _output, _overwrite, _json]) Options.Add(option);
        _output.Validators.Add(result =>
        {
            foreach (string file in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (!IsTrace(file) && !file.EndsWith(PlotSuffix, StringComparison.OrdinalIgnoreCase))
                    result.AddError(
                        $"--output: {file} is neither a trace ({TraceSuffix}) nor a roofline diagram ({PlotSuffix}).");
            }
        });
    }

    public override IReadOnlyList<string> Examples =>
    [
        "profile --size 600x400",
        "profile --tune --size 600x400 --device simd",
        "profile --network issr/decom --size 256x192 --device simd -o trace.json -o roofline.png",
    ];

    protected override int Run(ParseResult arguments, CancellationToken cancellation)
    {
        string[] files = arguments.GetValue(_output) ?? [];
        bool overwrite = arguments.GetValue(_overwrite);
        foreach (string file in files) OutputFile.RequireFree(file, [_options.Weights(arguments)], overwrite);
        bool tunes = arguments.GetValue(_tune);
        if (tunes) NetworkTuning.RequireChoice();
        using BenchmarkSubject subject = _options.Open(arguments);
        TuningReport? tuning = tunes
            ? NetworkTuning.Run(subject, _options.Precision(arguments), _options.Repetitions(arguments), cancellation)
            : null;
        if (!tunes) NetworkTuning.Mention(subject);
        NetworkProfile profile = NetworkProfile.Measure(subject, _options.Repetitions(arguments), cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (arguments.GetValue(_json)) JsonOutput.Write(Describe(profile, tuning));
        else Print(profile);
        foreach (string file in files)
        {
            Action<NetworkProfile, Stream> write = IsTrace(file) ? ChromeTrace.Write : RooflinePlot.Write;
            OutputFile.Write(file, overwrite, stream => write(profile, stream), cancellation);
            Screen.Note($"{file} written");
        }

        return ExitCode.Done;
    }

    private static bool IsTrace(string file) => file.EndsWith(TraceSuffix, StringComparison.OrdinalIgnoreCase);

    private static void Print(NetworkProfile profile)
    {
        StepGroup sum = Sum(profile);
        Table table = Screen.CreateTable(
            "operator", "size", "algorithm", ">steps", ">ms", ">%", ">GFLOP/s", ">GB/s", ">% of roof");
        foreach (StepGroup group in (IEnumerable<StepGroup>)[.. StepGroup.Of(profile.Steps), sum])
        {
            table.AddTextRow(
                group.Operator, group.Size, group.Algorithm, $"{group.Steps.Count}",
                Numbers.Format($"{group.Milliseconds:0.000}"),
                Numbers.Format($"{100 * group.Milliseconds / sum.Milliseconds:0.0}"), Numbers.Format($"{group.Gflops:0.0}"),
                Numbers.Format($"{group.Gigabytes:0.0}"), Numbers.Format($"{group.RoofPercent:0}"));
        }

        Screen.Write(table);
        BenchmarkSubject subject = profile.Subject;
        Console.WriteLine($"{subject.Network} at {subject.Size} on {subject.Device.Description.Id}; {profile.Peak}");
    }

    private static StepGroup Sum(NetworkProfile profile) => new("sum", "", "", profile.Steps);

    private static Document Describe(NetworkProfile profile, TuningReport? tuning)
    {
        StepGroup sum = Sum(profile);
        return new Document(
            profile.Subject.Network, profile.Subject.Size, profile.Subject.Device.Description.Id, profile.Peak,
            sum.Milliseconds, sum.Gflops, sum.Gigabytes, sum.RoofPercent, [.. profile.Steps.Select(Describe)],
            tuning is null ? null : Describe(tuning, profile.Subject.Device.File));
    }

    private static Tuning Describe(TuningReport report, TuningFile file) =>
        new(file.FullPath, report.Convolutions, report.Changed, report.PlanMilliseconds, report.SavedMilliseconds);

    private static Entry Describe(StepTime step)
    {
        var group = new StepGroup(step.Operator, step.Size, step.Algorithm, [step]);
        return new Entry(
            step.Step.Name, step.Operator, step.Size, step.Algorithm, step.Milliseconds, group.Gflops, group.Gigabytes,
            group.RoofPercent);
    }

    /// <param name="Peak">The roof, measured on the device in the same run.</param>
    /// <param name="MedianMs">Sum of the steps' medians.</param>
    /// <param name="Tuning">What --tune found; null without it.</param>
    private sealed record Document(
        string Network,
        string Size,
        string Device,
        DevicePeak Peak,
        double MedianMs,
        double Gflops,
        double GigabytesPerSecond,
        double RoofPercent,
        IReadOnlyList<Entry> Steps,
        Tuning? Tuning);

    /// <param name="File">Where the choices are kept; null where there is no cache folder.</param>
    /// <param name="Convolutions">Convolutions of the network.</param>
    /// <param name="Changed">Those that another algorithm than the device's rule computes.</param>
    /// <param name="RuleMs">All steps by the rule.</param>
    /// <param name="SavedMs">What the changes save of it.</param>
    private sealed record Tuning(string? File, int Convolutions, int Changed, double RuleMs, double SavedMs);

    private sealed record Entry(
        string Name,
        string Operator,
        string Size,
        string Algorithm,
        double MedianMs,
        double Gflops,
        double GigabytesPerSecond,
        double RoofPercent);
}
