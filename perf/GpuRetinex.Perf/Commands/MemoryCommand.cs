using System.CommandLine;
using GpuRetinex.Kernels.Simd;
using GpuRetinex.Perf.Cases;
using GpuRetinex.Perf.Engines;
using GpuRetinex.Perf.Measurement;

namespace GpuRetinex.Perf.Commands;

/// <summary>`memory`: runs a case once in one engine and prints the process's peak memory in bytes; `peers` starts it.</summary>
internal sealed class MemoryCommand
{
    private const string CommandName = "memory";

    private readonly CommonOptions _options = new();
    private readonly Option<string> _case = new("--case") { Required = true };
    private readonly Option<string?> _model = new("--model") { Description = "the case as ONNX, for ONNX Runtime to run" };

    /// <summary>Arguments that start it; with a model it runs ONNX Runtime, else our engine.</summary>
    public static string[] Arguments(string benchmark, int threads, string level, string device, string? modelPath)
    {
        string[] arguments = [CommandName, "--case", benchmark, "--threads", $"{threads}", "--level", level, "--device", device];
        return modelPath is null ? arguments : [.. arguments, "--model", modelPath];
    }

    public Command Create()
    {
        var command = new Command(CommandName, "peak memory of one engine on one case") { Hidden = true };
        command.Options.Add(_case);
        command.Options.Add(_model);
        _options.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult arguments)
    {
        BenchmarkCase benchmark = CaseCatalog.All.Single(benchmark => benchmark.Name == arguments.GetValue(_case));
        int threads = arguments.GetValue(_options.Threads);
        SimdLevel level = arguments.GetValue(_options.Level);
        using IEngine engine = arguments.GetValue(_model) is { } model
            ? new OnnxRuntimeEngine(model, benchmark.MakeInputs(), threads)
            : GpuRetinexEngine.FromGraph(
                benchmark.Build(), benchmark.MakeInputs(), threads, level, arguments.GetValue(_options.Device)!);
        engine.Run();
        Console.WriteLine(PeakMemory.OfThisProcess());
        return 0;
    }
}
