using System.CommandLine;
using GpuRetinex.Perf.Static;

namespace GpuRetinex.Perf.Commands;

/// <summary>
/// `static`: what compilers for GPUs make of the kernels, which needs none. Exit code 1 where one is worse than it was.
/// </summary>
internal sealed class StaticCommand
{
    private readonly Option<string?> _json = new("--json") { Description = "file to write the figures to" };
    private readonly Option<string?> _markdown = new("--markdown") { Description = "file to write the table and the formula to" };
    private readonly Option<string?> _compare = new("--compare")
    {
        Description = "file of figures to compare with: a kernel that is worse by more than 5 % fails",
    };

    public Command Create()
    {
        var command = new Command(
            "static", "registers, spills, loops and predicted speed of the GPU kernels, from their machine code");
        command.Options.Add(_json);
        command.Options.Add(_markdown);
        command.Options.Add(_compare);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult arguments)
    {
        var report = new StaticReport([.. AnalyseNvidia(), .. AnalyseRadv()]);
        string text = $"""
            # What compilers for GPUs make of the kernels

            {report.ToMarkdown()}
            {NvidiaAnalysis.Formula}

            {RadvAnalysis.Formula}
            """;
        Console.WriteLine(text);
        if (arguments.GetValue(_json) is { } json) File.WriteAllText(json, report.ToJson() + "\n");
        if (arguments.GetValue(_markdown) is { } markdown) File.WriteAllText(markdown, text + "\n");
        return arguments.GetValue(_compare) is { } kept ? Compare(report, StaticReport.Read(kept)) : 0;
    }

    private static IEnumerable<StaticEntry> AnalyseNvidia()
    {
        if (NvidiaTools.Find() is { } tools) return NvidiaAnalysis.Run(tools);
        Console.Error.WriteLine(
            "skipped: ptxas and nvdisasm are not here. Put them on the PATH, or name ptxas in GPURETINEX_PTXAS.");
        return [];
    }

    private static IEnumerable<StaticEntry> AnalyseRadv()
    {
        if (RadvAnalysis.Absence is not { } absence) return RadvAnalysis.RunAll();
        Console.Error.WriteLine($"skipped: {absence}");
        return [];
    }

    private static int Compare(StaticReport report, StaticReport before)
    {
        string[] problems = [.. report.WorseThan(before)];
        foreach (string problem in problems) Console.Error.WriteLine($"worse than before: {problem}");
        return problems.Length == 0 ? 0 : 1;
    }
}
