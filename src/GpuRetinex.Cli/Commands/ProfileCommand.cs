using System.CommandLine;
using GpuRetinex.Cli.Benchmarks;
using GpuRetinex.Cli.Profiles;
using GpuRetinex.Devices;
using Spectre.Console;

namespace GpuRetinex.Cli.Commands;

/// <summary>Times every step of a network on a device.</summary>
internal sealed class ProfileCommand : WorkCommand
{
    private const string TraceSuffix = ".json", PlotSuffix = ".png";

    private readonly BenchmarkOptions _options = new();

    private readonly Option<string[]> _output = new("--output", "-o")
    {
        Description = $"Also write a Chrome trace ({TraceSuffix}, for chrome://tracing or ui.perfetto.dev) or a roofline diagram ({PlotSuffix}); "
            + "give the option twice for both.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();
    private readonly Option<bool> _json = CommonOptions.Json();

    public ProfileCommand()
        : base(
            "profile",
            "Time every step of a network on a device, over random inputs: medians of several runs, GFLOP/s, GB/s and the percentage of the "
            + "roof, which is the longer of a step's operations at the device's peak and its least traffic at copy speed, both measured "
            + "right after. Operations count as the network states them, so Winograd can pass 100 %; so can what stays in the caches.")
    {
        _options.AddTo(this);
        foreach (Option option in (Option[])[_output, _overwrite, _json]) Options.Add(option);
        _output.Validators.Add(result =>
        {
            foreach (string file in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (!IsTrace(file) && !file.EndsWith(PlotSuffix, StringComparison.OrdinalIgnoreCase))
                    result.AddError($"--output: {file} is neither a trace ({TraceSuffix}) nor a roofline diagram ({PlotSuffix}).");
            }
        });
    }

    public override IReadOnlyList<string> Examples =>
    [
        "profile --size 600x400",
        "profile --network issr/decom --size 256x192 --device simd -o trace.json -o roofline.png",
    ];

    protected override int Run(ParseResult arguments, CancellationToken cancellation)
    {
        string[] files = arguments.GetValue(_output) ?? [];
        bool overwrite = arguments.GetValue(_overwrite);
        foreach (string file in files) OutputFile.RequireFree(file, [_options.Weights(arguments)], overwrite);
        using BenchmarkSubject subject = _options.Open(arguments);
        NetworkProfile profile = NetworkProfile.Measure(subject, _options.Repetitions(arguments), cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (arguments.GetValue(_json)) JsonOutput.Write(Describe(profile));
        else Print(profile);
        foreach (string file in files)
        {
            OutputFile.Write(
                file, overwrite, stream => { if (IsTrace(file)) ChromeTrace.Write(profile, stream); else RooflinePlot.Write(profile, stream); }, cancellation);
            Screen.Note($"{file} written");
        }

        return ExitCode.Done;
    }

    private static bool IsTrace(string file) => file.EndsWith(TraceSuffix, StringComparison.OrdinalIgnoreCase);

    private static void Print(NetworkProfile profile)
    {
        StepGroup sum = Sum(profile);
        Table table = Screen.CreateTable("operator", "size", "algorithm", ">steps", ">ms", ">%", ">GFLOP/s", ">GB/s", ">% of roof");
        foreach (StepGroup group in (IEnumerable<StepGroup>)[.. StepGroup.Of(profile.Steps), sum])
        {
            table.AddTextRow(
                group.Operator, group.Size, group.Algorithm, $"{group.Steps.Count}", Numbers.Format($"{group.Milliseconds:0.000}"),
                Numbers.Format($"{100 * group.Milliseconds / sum.Milliseconds:0.0}"), Numbers.Format($"{group.Gflops:0.0}"),
                Numbers.Format($"{group.Gigabytes:0.0}"), Numbers.Format($"{group.RoofPercent:0}"));
        }

        Screen.Write(table);
        Console.WriteLine($"{profile.Subject.Network} at {profile.Subject.Size} on {profile.Subject.Device.Description.Id}; {profile.Peak}");
    }

    private static StepGroup Sum(NetworkProfile profile) => new("sum", "", "", profile.Steps);

    private static Document Describe(NetworkProfile profile)
    {
        StepGroup sum = Sum(profile);
        return new Document(
            profile.Subject.Network, profile.Subject.Size, profile.Subject.Device.Description.Id, profile.Peak,
            sum.Milliseconds, sum.Gflops, sum.Gigabytes, sum.RoofPercent, [.. profile.Steps.Select(Describe)]);
    }

    private static Entry Describe(StepTime step)
    {
        var group = new StepGroup(step.Operator, step.Size, step.Algorithm, [step]);
        return new Entry(
            step.Step.Name, step.Operator, step.Size, step.Algorithm, step.Milliseconds, group.Gflops, group.Gigabytes, group.RoofPercent);
    }

    /// <param name="Peak">The roof, measured on the device in the same run.</param>
    /// <param name="MedianMs">Sum of the steps' medians.</param>
    private sealed record Document(
        string Network,
        string Size,
        string Device,
        DevicePeak Peak,
        double MedianMs,
        double Gflops,
        double GigabytesPerSecond,
        double RoofPercent,
        IReadOnlyList<Entry> Steps);

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
