using System.CommandLine;
using GpuRetinex.Cli.Evaluation;
using GpuRetinex.Imaging;
using GpuRetinex.Metrics;
using Spectre.Console;

namespace GpuRetinex.Cli.Commands;

/// <summary>PSNR and SSIM between two pictures, or two folders of them.</summary>
internal sealed class EvalCommand : WorkCommand
{
    private readonly Argument<string> _first = new("A") { Description = "A picture, or a folder of pictures." };

    private readonly Argument<string> _second = new("B")
    {
        Description = "The reference: a picture, or a folder with pictures of the same names (suffixes may differ).",
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    public EvalCommand()
        : base("eval", "Compare pictures, as 8-bit sRGB values, with their references: PSNR in decibels, SSIM, and the means.")
    {
        _first.RefuseOptions();
        _second.RefuseOptions();
        Arguments.Add(_first);
        Arguments.Add(_second);
        Options.Add(_json);
    }

    public override IReadOnlyList<string> Examples => ["eval bright.png reference.png", "eval bright/ references/ --json"];

    protected override int Run(ParseResult arguments, CancellationToken cancellation)
    {
        PicturePairs pairs = PicturePairs.Find(arguments.GetRequiredValue(_first), arguments.GetRequiredValue(_second));
        foreach (string file in pairs.Unmatched) Screen.Note($"no counterpart: {file}");
        var scores = new List<Score>();
        int code = ExitCode.Done;
        foreach (PicturePair pair in pairs.Pairs)
        {
            try
            {
                scores.Add(Compare(pair, cancellation));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                code = Math.Max(code, Failure.Report(exception));
            }
        }

        if (scores.Count > 0) Show(scores, arguments.GetValue(_json));
        return code;
    }

    private static Score Compare(PicturePair pair, CancellationToken cancellation)
    {
        Picture first = ImageFile.Read(pair.First, cancellation: cancellation);
        Picture second = ImageFile.Read(pair.Second, cancellation: cancellation);
        if ((first.Width, first.Height) != (second.Width, second.Height))
        {
            throw new InvalidFileException(
                pair.First,
                $"is {first.Width} x {first.Height} pixels, but {pair.Second} is {second.Width} x {second.Height}",
                "Compare pictures of one size.");
        }

        if (Math.Min(first.Width, first.Height) < Ssim.WindowSize)
        {
            throw new InvalidFileException(
                pair.First,
                $"is {first.Width} x {first.Height} pixels, but SSIM needs {Ssim.WindowSize} x {Ssim.WindowSize}",
                "Compare larger pictures.");
        }

        byte[] a = Bytes(first), b = Bytes(second);
        return new Score(pair.Name, Psnr.Between(a, b), Ssim.Between(a, b, channels: 3, first.Height, first.Width));
    }

    private static byte[] Bytes(Picture picture) =>
        Array.ConvertAll(picture.Colour.Data, value => (byte)((value * byte.MaxValue) + 0.5f));

    private static void Show(List<Score> scores, bool json)
    {
        var mean = new Mean(scores.Average(score => score.Psnr), scores.Average(score => score.Ssim));
        if (json)
        {
            JsonOutput.Write(new Document(scores, mean));
            return;
        }

        Table table = Screen.CreateTable("name", ">PSNR, dB", ">SSIM");
        foreach (Score score in scores) AddRow(score.Name, score.Psnr, score.Ssim);
        AddRow("mean", mean.Psnr, mean.Ssim);
        Screen.Write(table);

        void AddRow(string name, double psnr, double ssim) =>
            table.AddTextRow(name, Numbers.Format($"{psnr:0.00}"), Numbers.Format($"{ssim:0.0000}"));
    }

    private sealed record Document(IReadOnlyList<Score> Pairs, Mean Mean);

    private sealed record Score(string Name, double Psnr, double Ssim);

    private sealed record Mean(double Psnr, double Ssim);
}
