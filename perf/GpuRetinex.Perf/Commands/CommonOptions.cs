using System.CommandLine;
using GpuRetinex.Kernels.Simd;

namespace GpuRetinex.Perf.Commands;

/// <summary>Options that several commands have.</summary>
internal sealed class CommonOptions
{
    private const int FewestRepetitions = 7;

    public Option<int> Threads { get; } = new("--threads")
    {
        Description = "threads of every engine",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    public Option<int> Repetitions { get; } = new("--repetitions")
    {
        Description = "measured turns, of which the median counts",
        DefaultValueFactory = _ => FewestRepetitions,
    };

    public Option<SimdLevel> Level { get; } = new("--level")
    {
        Description = "vector width of our engine; ONNX Runtime always takes what the processor has",
        DefaultValueFactory = _ => SimdLevels.Widest,
    };

    /// <summary>The default of --device.</summary>
    public const string Simd = "simd";

    public Option<string> Device { get; } = new("--device")
    {
        Description = "what our engine of `peers` runs on: simd, or a Vulkan device such as vulkan:0",
        DefaultValueFactory = _ => Simd,
    };

    public Option<string?> Markdown { get; } = new("--markdown")
    {
        Description = "file to write the machine's facts and the table to",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Threads);
        command.Options.Add(Repetitions);
        command.Options.Add(Level);
        command.Options.Add(Device);
        command.Options.Add(Markdown);
    }

    /// <summary>Prints a report and writes it to the file asked for.</summary>
    public void Publish(ParseResult arguments, string report)
    {
        Console.WriteLine(report);
        if (arguments.GetValue(Markdown) is { } file) File.WriteAllText(file, report);
    }
}
