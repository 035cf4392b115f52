using System.Text.Json;

namespace GpuRetinex.Tests.Cli;

/// <summary>Several pictures in one run, which overlap.</summary>
internal sealed class EnhanceManyTests
{
    [Test]
    public void Enhance_SeveralPictures_GivesWhatEachAloneGivesInTheirOrder()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("in"));
        foreach (string name in new[] { "a.png", "c.png", "e.png" }) Pictures.Small(folder.File($"in/{name}"));
        Pictures.WriteStrange(folder.File("in"));
        File.WriteAllText(folder.File("in/b.png"), "no picture");

        CliResult many = CliProcess.RunIn(folder.FullPath, "enhance", "in", "-o", "out", "--device", "simd", "--json");

        Assert.That(many.ExitCode, Is.EqualTo(3), many.Error);
        JsonElement[] items = [.. many.ReadJson().GetProperty("items").EnumerateArray()];
        string[] inputs = [.. items.Select(item => item.GetProperty("input").GetString()!)];
        Assert.That(inputs, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal).And.Length.EqualTo(9));
        string[] failed =
        [
            .. items.Where(item => item.GetProperty("status").GetString() != "done")
                .Select(item => item.GetProperty("input").GetString()!)
        ];
        Assert.That(failed, Is.EqualTo(new[] { Path.Combine("in", "b.png") }));
        foreach (string input in inputs.Except(failed))
        {
            string together = folder.File($"out/{Path.GetFileName(input)}"),
                alone = folder.File($"alone-{Path.GetFileName(input)}");
            CliProcess.RunIn(folder.FullPath, "enhance", input, "-o", alone, "--device", "simd").Succeeded();
            Assert.That(File.ReadAllBytes(together), Is.EqualTo(File.ReadAllBytes(alone)), input);
        }
    }

    [Test]
    public void Enhance_LinesOfSeveralPictures_ComeInTheirOrder()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["a.png", "b.png", "c.png", "d.png"];
        foreach (string name in names) Pictures.Small(folder.File(name));

        CliResult result = CliProcess.RunIn(folder.FullPath, ["enhance", .. names, "-o", "out", "--device", "simd"]).Succeeded();

        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines.Select(line => line.Split(' ')[0]), Is.EqualTo(names));
    }
}
