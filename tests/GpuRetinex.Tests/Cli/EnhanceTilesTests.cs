using System.Text.Json;

namespace GpuRetinex.Tests.Cli;

/// <summary>Pictures that are cut into tiles to stay within a limit.</summary>
internal sealed class EnhanceTilesTests
{
    [Test]
    public void Enhance_MaxMemory_CutsEveryPictureOfARunAlike()
    {
        using var folder = new TemporaryFolder();
        string sample = Path.Combine(TestFiles.Repository, "samples", "dark.jpg");
        Directory.CreateDirectory(folder.File("in"));
        foreach (string name in new[] { "a.jpg", "b.jpg", "c.jpg" }) File.Copy(sample, folder.File($"in/{name}"));

        CliResult result = CliProcess.RunIn(
            folder.FullPath, "enhance", "in", "-o", "out", "--device", "simd", "--max-memory", "340MB", "--json").Succeeded();
        using JsonDocument document = JsonDocument.Parse(result.Output);
        int[] tiles =
            [.. document.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("tiles").GetInt32())];
        Assert.That(tiles, Has.Length.EqualTo(3).And.All.EqualTo(tiles[0]));
        Assert.That(tiles[0], Is.GreaterThan(1));
    }
}
