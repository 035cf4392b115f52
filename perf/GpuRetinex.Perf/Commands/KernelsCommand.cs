using System.CommandLine;
using GpuRetinex.Devices;
using GpuRetinex.Kernels.Simd;
using GpuRetinex.Kernels.Simd.Peak;
using GpuRetinex.Perf.Cases;
using GpuRetinex.Perf.Engines;
using GpuRetinex.Perf.Measurement;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Perf.Commands;

/// <summary>`kernels`: every operator at several sizes against the machine's peak, measured in the same run.</summary>
internal sealed class KernelsCommand
{
    /// <summary>How much longer the longer of the two graphs is whose difference is timed.</summary>
    private const int Repeats = 8;

    private readonly CommonOptions _options = new();
    private readonly Option<int[]> _sizes = new("--sizes")
    {
        Description = "heights and widths of the outputs in pixels",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [64, 256],
    };

    public Command Create()
    {
        var command = new Command("kernels", "time of every operator, and its share of the measured peak");
        command.Options.Add(_sizes);
        _options.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult arguments)
    {
        MachineFacts machine = MachineFacts.Read();
        int threads = arguments.GetValue(_options.Threads), repetitions = arguments.GetValue(_options.Repetitions);
        SimdLevel level = arguments.GetValue(_options.Level);
        DevicePeak peak = ProcessorPeak.Measure(level, threads);
        var table = new Table("operator", "pixels", "ms", "GFLOP/s", "GB/s", "% of roof");
        foreach (int size in arguments.GetValue(_sizes)!)
            foreach (KernelCase kernel in KernelCatalog.All(size))
            {
                Console.Error.WriteLine($"{kernel.Name}, {size}×{size}");
                (double milliseconds, double flops, double bytes) = Measure(kernel, threads, level, repetitions);
                double share = 100 * peak.RoofMilliseconds(flops, bytes) / milliseconds;
                table.Add(
                    kernel.Name, $"{size}×{size}", $"{milliseconds:F3}",
                    $"{flops / milliseconds / 1e6:F0}", $"{bytes / milliseconds / 1e6:F1}", $"{share:F0}");
            }

        _options.Publish(arguments, $"""
            # Operators of the simd device against the roof

            {machine}

            {threads} threads, {SimdLevels.InstructionSet(level)}; {peak}.
            The roof of an operator is the longer of its operations at the peak and its least traffic at copy speed.
            Operations are counted as direct convolution's, so Winograd can pass 100 %; so can what stays in the caches.

            {table}
            """);
        return 0;
    }

    /// <summary>Time, operations and least traffic of the operator alone.</summary>
    private static (double Milliseconds, double Flops, double Bytes) Measure(
        KernelCase kernel, int threads, SimdLevel level, int repetitions)
    {
        IReadOnlyDictionary<string, Tensor> inputs = kernel.MakeInputs();
        using var once = new GpuRetinexEngine(kernel.Repeated(1), inputs, threads, level);
        using var often = new GpuRetinexEngine(kernel.Repeated(1 + Repeats), inputs, threads, level);
        (double onceTime, double oftenTime) = AlternatingRuns.MedianMilliseconds(once.Run, often.Run, repetitions);
        Step step = once.Plan.Steps.Single();
        return ((oftenTime - onceTime) / Repeats, step.Operator.Flops(step.MapShapes), step.Operator.Bytes(step.MapShapes));
    }
}
