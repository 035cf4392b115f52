using Spectre.Console;

namespace GpuRetinex.Cli.Pictures;

/// <summary>What the user sees while pictures are made.</summary>
internal abstract class PictureView : IProgress<double>
{
    /// <summary>
    /// A progress bar on a terminal; plain lines elsewhere, none of them on standard output where that takes JSON.
    /// </summary>
    /// <param name="name">The command's name.</param>
    /// <param name="json">Whether standard output is kept for a JSON document.</param>
    /// <param name="work">The work to show.</param>
    public static int Show(string name, bool json, Func<PictureView, int> work)
    {
        if (json || Console.IsOutputRedirected) return work(new LinesView(json));
        return AnsiConsole.Progress().AutoClear(true)
            .Start(context => work(new TerminalView(context.AddTask(name, maxValue: 1))));
    }

    /// <summary>A picture's turn comes.</summary>
    /// <param name="job">The picture.</param>
    /// <param name="start">Share of all the work that is done.</param>
    /// <param name="share">Its share of all the work.</param>
    public abstract void Begin(PictureJob job, double start, double share);

    /// <summary>The share of the picture that is done, 0 to 1.</summary>
    public abstract void Report(double value);

    public abstract void Note(string text);

    public abstract void End(PictureItem item);

    /// <summary>The line that a finished picture gives.</summary>
    protected static string Line(PictureItem item) => item.Status switch
    {
        PictureItem.Done => $"{item.Input} -> {item.Output}: {item.Width} x {item.Height}, "
            + Numbers.Format($"{item.Summary}, {Numbers.Seconds(item.ElapsedMs)}, {item.Gflops:0} GFLOP/s"),
        PictureItem.Skipped => $"{item.Input} -> {item.Output}: skipped, for it exists",
        _ => $"gpuretinex: {item.Error}",
    };
}
