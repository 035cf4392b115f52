using System.CommandLine;
using System.Globalization;
using GpuRetinex.Cli.Benchmarks;
using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Networks;
using GpuRetinex.Planning;
using GpuRetinex.Weights;

namespace GpuRetinex.Cli.Commands;

/// <summary>Times a network on a device.</summary>
internal sealed class BenchCommand : WorkCommand
{
    private const string DefaultNetwork = "issr";
    private const int DefaultRepetitions = 9, MostRepetitions = 10_000;

    private readonly Option<string?> _network = CommonOptions.Network($"The network [default: {DefaultNetwork}].");
    private readonly Option<(int Width, int Height)?> _size = CommonOptions.Size("Picture size in pixels.");
    private readonly Option<string?> _weights = CommonOptions.Weights();
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<Precision?> _precision = CommonOptions.Precision();

    private readonly Option<int?> _repetitions = new("--repetitions")
    {
        Description = "Timed runs, after two that are not.",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultRepetitions,
        CustomParser = CommonOptions.Parser<int>(
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is >= 1 and <= MostRepetitions ? n : null,
            $"--repetitions: a number of runs is 1 to {MostRepetitions}"),
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    public BenchCommand()
        : base(
            "bench",
            "Time a network on a device, over random inputs: milliseconds, GFLOP/s, memory, and the percentage of the device's peak, "
            + "which is that of multiply-adds in registers, measured right after. Operations count as the network states them, "
            + "also where Winograd does with fewer.")
    {
        _size.Required = true;
        foreach (Option option in (Option[])[_network, _size, _weights, _device, _precision, _repetitions, _json]) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "bench --size 600x400",
        "bench --network issr/decom --size 256x192 --device simd --repetitions 21 --json",
    ];

    protected override int Run(ParseResult arguments, CancellationToken cancellation)
    {
        Network network = NetworkCatalog.Find(arguments.GetValue(_network) ?? DefaultNetwork)!;
        (int width, int height) = arguments.GetRequiredValue(_size)!.Value;
        using WeightSet weights = NetworkWeights.Open(arguments.GetValue(_weights) ?? DefaultWeights.Path);
        var plan = new Plan(GraphPasses.Optimize(network.Build(weights)), network.InputShapes(height, width));
        using IDevice device = Families.Open(arguments.GetRequiredValue(_device), arguments.GetValue(_precision) ?? Precision.Default);
        RequireMemory(device.Description, plan);
        PlanTiming timing = PlanTiming.Measure(device, plan, arguments.GetValue(_repetitions) ?? DefaultRepetitions, cancellation);
        Document document = Describe(network.Name, $"{width}x{height}", device, plan, timing);
        cancellation.ThrowIfCancellationRequested();
        if (arguments.GetValue(_json)) JsonOutput.Write(document);
        else Print(document);
        return ExitCode.Done;
    }

    private static void RequireMemory(DeviceDescription device, Plan plan)
    {
        long needed = plan.ArenaElements * sizeof(float);
        if (needed <= device.MemoryBytes) return;
        string problem = $"one run needs {Numbers.Bytes(needed)} of memory, and there are {Numbers.Bytes(device.MemoryBytes)}";
        throw new DeviceException(device.Id, problem, "Choose a smaller --size.");
    }

    private static Document Describe(string network, string size, IDevice device, Plan plan, PlanTiming timing)
    {
        double gflops = plan.Flops / timing.MedianMs / 1e6;
        double percent = 100 * gflops / device.MeasurePeak().Gflops;
        return new Document(
            network, size, device.Description.Id, timing.MedianMs, timing.MinMs, timing.MaxMs, gflops, percent, timing.PeakBytes);
    }

    private static void Print(Document document)
    {
        Console.WriteLine($"{document.Network} at {document.Size} on {document.Device}");
        Console.WriteLine(Numbers.Format($"median {document.MedianMs:0.00} ms, min {document.MinMs:0.00} ms, max {document.MaxMs:0.00} ms"));
        Console.WriteLine(Numbers.Format($"{document.Gflops:0.0} GFLOP/s, {document.PeakPercent:0.0} % of the measured peak"));
        Console.WriteLine($"peak memory: {Numbers.Bytes(document.PeakBytes)}");
    }

    /// <param name="Gflops">At the median; a multiply-add counts as two.</param>
    /// <param name="PeakPercent">Of <see cref="DevicePeak.Gflops"/>.</param>
    /// <param name="PeakBytes">Memory of the device that the plan holds: values, prepared weights, scratch.</param>
    private sealed record Document(
        string Network,
        string Size,
        string Device,
        double MedianMs,
        double MinMs,
        double MaxMs,
        double Gflops,
        double PeakPercent,
        long PeakBytes);
}
