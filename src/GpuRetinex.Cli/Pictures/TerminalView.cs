using Spectre.Console;

namespace GpuRetinex.Cli.Pictures;

/// <summary>A progress bar over all pictures, and above it one line for each that is finished.</summary>
internal sealed class TerminalView(ProgressTask bar) : PictureView
{
    private double _start, _share;

    public override void Begin(PictureJob job, double start, double share)
    {
        (_start, _share) = (start, share);
        bar.Description = Markup.Escape(Path.GetFileName(job.Input));
        bar.Value = start;
    }

    public override void Report(double value) => bar.Value = _start + (_share * value);

    public override void Note(string text) => Print(text, isError: true);

    public override void End(PictureItem item) => Print(Line(item), item.Status == PictureItem.Failed);

    /// <summary>Above the bar where both streams are the terminal.</summary>
    private static void Print(string text, bool isError)
    {
        if (isError && Console.IsErrorRedirected) Console.Error.WriteLine(text);
        else AnsiConsole.Write(new Text(text + Environment.NewLine, isError ? new Style(Color.Red) : Style.Plain));
    }
}
