namespace GpuRetinex.Cli.Enhancement;

/// <summary>One line for each picture: errors on standard error, the others on standard output.</summary>
/// <param name="json">Standard output is kept for a JSON document.</param>
internal sealed class LinesView(bool json) : EnhanceView
{
    public override void Begin(EnhanceJob job, double start, double share)
    {
    }

    public override void Report(double value)
    {
    }

    public override void Note(string text) => Screen.Note(text);

    public override void End(EnhanceItem item)
    {
        if (item.Status == EnhanceItem.Failed) Console.Error.WriteLine(Line(item));
        else if (!json) Console.Out.WriteLine(Line(item));
    }
}
