using System.CommandLine;
using GpuRetinex.Cli.Benchmarks;
using GpuRetinex.Devices;

namespace GpuRetinex.Cli.Commands;

/// <summary>Times a network on a device.</summary>
internal sealed class BenchCommand : WorkCommand
{
    private readonly BenchmarkOptions _options = new();
    private readonly Option<bool> _json = CommonOptions.Json();

    public BenchCommand()
        : base(
            "bench",
            "Time a network on a device, over random inputs: milliseconds, GFLOP/s, memory, and the percentage of the device's "
            + "peak, which is that of multiply-adds in registers, measured right after. Operations count as the network states "
            + "them, also where Winograd does with fewer.")
    {
        _options.AddTo(this);
        Options.Add(_json);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "bench --size 600x400",
        "bench --network issr/decom --size 256x192 --device simd --repetitions 21 --json",
    ];

    protected override int Run(ParseResult arguments, CancellationToken cancellation)
    {
        using BenchmarkSubject subject = _options.Open(arguments);
        PlanTiming timing = PlanTiming.Measure(subject.Device, subject.Plan, _options.Repetitions(arguments), cancellation);
        Document document = Describe(subject, timing, subject.Device.MeasurePeak());
        cancellation.ThrowIfCancellationRequested();
        if (arguments.GetValue(_json)) JsonOutput.Write(document);
        else Print(document);
        return ExitCode.Done;
    }

    private static Document Describe(BenchmarkSubject subject, PlanTiming timing, DevicePeak peak)
    {
        double gflops = subject.Plan.Flops / timing.MedianMs / 1e6;
        return new Document(
            subject.Network, subject.Size, subject.Device.Description.Id, timing.MedianMs, timing.MinMs, timing.MaxMs,
            gflops, 100 * gflops / peak.Gflops, timing.PeakBytes);
    }

    private static void Print(Document document)
    {
        Console.WriteLine($"{document.Network} at {document.Size} on {document.Device}");
        Console.WriteLine(
            Numbers.Format($"median {document.MedianMs:0.00} ms, min {document.MinMs:0.00} ms, max {document.MaxMs:0.00} ms"));
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
