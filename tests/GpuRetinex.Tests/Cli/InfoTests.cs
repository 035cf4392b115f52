using System.Text.Json;

namespace GpuRetinex.Tests.Cli;

internal sealed class InfoTests
{
    private static readonly string Lite = Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors");

    [Test]
    public void Info_ShippedWeights_ListsTensorsAndCost()
    {
        JsonElement json = CliProcess.Run("info", Lite, "--network", "issr", "--size", "600x400", "--json").Succeeded()
            .ReadJson();
        Assert.That(json.GetProperty("format").GetString(), Is.EqualTo("Safetensors"));
        Assert.That(json.GetProperty("parameters").GetInt64(), Is.EqualTo(1_250_443));
        Assert.That(json.GetProperty("tensors").GetArrayLength(), Is.EqualTo(214));
        Assert.That(json.GetProperty("metadata").GetProperty("layout").GetString(), Is.EqualTo("OIHW"));
        JsonElement network = json.GetProperty("network");
        Assert.That(network.GetProperty("parameters").GetInt64(), Is.EqualTo(1_250_443));
        Assert.That(network.GetProperty("flops").GetInt64(), Is.GreaterThan(100_000_000_000));
        long sum = network.GetProperty("arenaBytes").GetInt64() + network.GetProperty("weightBytes").GetInt64();
        Assert.That(network.GetProperty("peakBytes").GetInt64(), Is.EqualTo(sum));
    }

    [Test]
    public void Info_NetworkWithoutFile_TellsOfTheShippedWeights()
    {
        JsonElement network = CliProcess.Run("info", "--network", "issr/relight", "--size", "64x48", "--json").Succeeded()
            .ReadJson().GetProperty("network");
        int[] field = [.. network.GetProperty("receptiveField").EnumerateObject().Select(side => side.Value.GetInt32())];
        Assert.That(field, Has.Length.EqualTo(4).And.All.InRange(10, 40));
    }

    [Test]
    public void Info_NeitherFileNorNetwork_IsWrongUsage() => CliProcess.Run("info").Refused(2, "FILE", "--network");

    [Test]
    public void Info_Table_HasALineForEachTensor()
    {
        string[] lines = CliProcess.Run("info", Lite).Succeeded().Output.Split('\n');
        Assert.That(
            lines, Has.Exactly(1).StartsWith("DecomNet/g_conv1_1/weights ").And.Exactly(1).Contains("parameters: 1 250 443"));
        Assert.That(lines.Count(line => line.Contains("Float32")), Is.EqualTo(214));
    }

    [Test]
    public void Info_Picture_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string picture = Pictures.Small(folder.File("a.png"));
        CliProcess.Run("info", picture).Refused(3, picture, "no format that is understood");
    }
}
