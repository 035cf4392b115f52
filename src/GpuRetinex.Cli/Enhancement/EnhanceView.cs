using Spectre.Console;

namespace GpuRetinex.Cli.Enhancement;

/// <summary>What the user sees while pictures are made.</summary>
internal abstract class EnhanceView : IProgress<double>
{
    /// <summary>A progress bar on a terminal; plain lines elsewhere, none of them on standard output where that takes JSON.</summary>
    /// <param name="json">Whether standard output is kept for a JSON document.</param>
    /// <param name="work">The work to show.</param>
    public static int Show(bool json, Func<EnhanceView, int> work)
    {
        if (json || Console.IsOutputRedirected) return work(new LinesView(json));
        return AnsiConsole.Progress().AutoClear(true).Start(context => work(new TerminalView(context.AddTask("enhance", maxValue: 1))));
    }

    /// <summary>A picture's turn comes.</summary>
    /// <param name="job">The picture.</param>
    /// <param name="start">Share of all the work that is done.</param>
    /// <param name="share">Its share of all the work.</param>
    public abstract void Begin(EnhanceJob job, double start, double share);

    /// <summary>The share of the picture that is done, 0 to 1.</summary>
    public abstract void Report(double value);

    public abstract void Note(string text);

    public abstract void End(EnhanceItem item);

    /// <summary>The line that a finished picture gives.</summary>
    protected static string Line(EnhanceItem item) => item.Status switch
    {
        EnhanceItem.Done => $"{item.Input} -> {item.Output}: {item.Width} x {item.Height}, "
            + Numbers.Format($"ratio {item.Ratio:0.00}, {Numbers.Seconds(item.ElapsedMs)}, {item.Gflops:0} GFLOP/s"),
        EnhanceItem.Skipped => $"{item.Input} -> {item.Output}: skipped, for it exists",
        _ => $"gpuretinex: {item.Error}",
    };
}
