using System.CommandLine;
using System.Globalization;
using GpuRetinex.Devices;
using GpuRetinex.Golden;
using GpuRetinex.Networks;
using GpuRetinex.Weights;
using Spectre.Console;

namespace GpuRetinex.Cli.Commands;

/// <summary>Compares a network on a device with reference outputs.</summary>
internal sealed class ParityCommand : WorkCommand
{
    private const double DefaultTolerance = 1e-4;

    private readonly Option<string> _golden = new("--golden")
    {
        Description = "Reference file: tensors input/NAME, output/NAME and stage/NAME.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _network = CommonOptions.Network(
        "The network [default: the one that the file's metadata names].");

    private readonly Option<string?> _weights = new("--weights")
    {
        Description = "Its weights [default: those that the file's metadata names or describes].",
        HelpName = "FILE",
    };

    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<Precision?> _precision = CommonOptions.Precision();

    private readonly Option<double?> _tolerance = new("--tolerance")
    {
        Description = "Largest relative L2 error of a tensor that passes.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => DefaultTolerance,
        CustomParser = CommonOptions.Parser<double>(
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) && x >= 0 ? x : null,
            "--tolerance: a tolerance is a number from 0 up"),
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    public ParityCommand()
        : base(
            "parity",
            "Run a network on reference inputs and compare every tensor of the reference file; exit code 1 where one is off.")
    {
        foreach (Option option in (Option[])[_golden, _network, _weights, _device, _precision, _tolerance, _json])
            Options.Add(option);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "parity --golden issr-lite-h61w45.safetensors",
        "parity --golden sftnet_a.safetensors --device simd --json",
        "parity --golden case.safetensors --network issr/decom --weights decom.safetensors --device simd",
    ];

    protected override int Run(ParseResult arguments, CancellationToken cancellation)
    {
        var golden = new GoldenFile(arguments.GetRequiredValue(_golden));
        Network network = FindNetwork(golden, arguments.GetValue(_network));
        using WeightSet weights = OpenWeights(golden, arguments.GetValue(_weights));
        using IDevice device = Families.Open(
            arguments.GetRequiredValue(_device), arguments.GetValue(_precision) ?? Precision.Default);
        cancellation.ThrowIfCancellationRequested();
        ParityReport report = ParityCheck.Run(
            network, weights, golden, device, arguments.GetValue(_tolerance) ?? DefaultTolerance);
        cancellation.ThrowIfCancellationRequested();
        if (arguments.GetValue(_json)) JsonOutput.Write(Describe(report));
        else Print(report);
        return report.Passed ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static Network FindNetwork(GoldenFile golden, string? named)
    {
        string name = named ?? golden.Network
            ?? throw new UsageException($"{golden.Path} does not say which network it is of. Name it with --network.");
        return NetworkCatalog.Find(name)
            ?? throw new InvalidFileException(
                golden.Path, $"is of the network '{name}', which is not built yet", "Name another with --network.");
    }

    /// <summary>The weights that the user names, else those that the file describes, else those that it names.</summary>
    private static WeightSet OpenWeights(GoldenFile golden, string? named) =>
        named is null && golden.Parameters is [ParameterTable parameters]
        ? parameters.Generate() : NetworkWeights.Open(named ?? FindWeights(golden));

    private static string FindWeights(GoldenFile golden) => golden.FindWeights() ?? throw new UsageException(
        golden.Weights is null
            ? $"{golden.Path} does not name its weights. Name them with --weights."
            : $"{golden.Path} names the weights {golden.Weights}, which are not there. Name them with --weights.");

    private static IEnumerable<ParityReport.Entry> WorstFirst(ParityReport report) => report.Tensors
        .OrderByDescending(entry => !entry.Distance.Passed)
        .ThenByDescending(entry => double.IsNaN(entry.Distance.RelativeL2) ? double.PositiveInfinity : entry.Distance.RelativeL2);

    private static void Print(ParityReport report)
    {
        Table table = Screen.CreateTable("tensor", "shape", ">max abs", ">rel L2", ">max ulp", "first bad");
        foreach (ParityReport.Entry entry in WorstFirst(report))
        {
            table.AddTextRow(
                entry.Name,
                entry.Shape.ToString(),
                Numbers.Format($"{entry.Distance.MaxAbs:0.00E+00}"),
                Numbers.Format($"{entry.Distance.RelativeL2:0.00E+00}"),
                entry.Distance.MaxUlp == long.MaxValue ? "NaN" : Numbers.Format($"{entry.Distance.MaxUlp}"),
                FirstBad(entry) is { } place ? $"[{string.Join(',', place)}]" : "");
        }

        Screen.Write(table);
        if (!report.NotCompared.IsEmpty)
            Console.WriteLine($"not compared, for the network has no such output: {string.Join(", ", report.NotCompared)}");
        string verdict = report.Passed ? "passed" : "FAILED";
        string worst = Numbers.Format($"worst {report.Worst.Name} {report.Worst.Distance.RelativeL2:0.00E+00}");
        string tolerance = Numbers.Format($"tolerance {report.Tolerance:0.##E+00}");
        Console.WriteLine(
            $"{report.Network} on {report.Device}: {verdict}, {report.Tensors.Count} tensors, {worst}, {tolerance}");
    }

    /// <summary>
    /// Where the first wrong element of a failed tensor lies; of a tensor that passes, single elements may be off by more than
    /// the tolerance.
    /// </summary>
    private static int[]? FirstBad(ParityReport.Entry entry) => entry.Distance.Passed ? null : entry.FirstBad;

    private static Document Describe(ParityReport report) => new(
        report.Network,
        report.Device,
        report.Golden,
        report.Tolerance,
        report.Passed,
        [.. report.Tensors.Select(entry => new Entry(
            entry.Name,
            entry.Shape.Extents.ToArray(),
            entry.Distance.MaxAbs,
            entry.Distance.RelativeL2,
            entry.Distance.MaxUlp,
            FirstBad(entry)))],
        report.NotCompared,
        report.Worst.Name);

    private sealed record Document(
        string Network, string Device, string Golden, double Tolerance, bool Passed, IReadOnlyList<Entry> Tensors,
        IReadOnlyList<string> NotCompared, string Worst);

    private sealed record Entry(string Name, int[] Shape, double MaxAbs, double RelL2, long MaxUlp, int[]? FirstBad);
}
