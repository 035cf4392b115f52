namespace GpuRetinex.Cli.Pictures;

/// <summary>One line for each picture: errors on standard error, the others on standard output.</summary>
/// <param name="json">Standard output is kept for a JSON document.</param>
internal sealed class LinesView(bool json) : PictureView
{
    public override void Begin(PictureJob job, double start, double share)
    {
    }

    public override void Report(double value)
    {
    }

    public override void Note(string text) => Screen.Note(text);

    public override void End(PictureItem item)
    {
        if (item.Status == PictureItem.Failed) Console.Error.WriteLine(Line(item));
        else if (!json) Console.Out.WriteLine(Line(item));
    }
}
