using System.Text.Json;

namespace GpuRetinex.Tests.Cli;

internal sealed class DevicesTests
{
    private static readonly string[] Fields =
        ["id", "name", "family", "type", "memoryBytes", "driver", "verdict", "reason", "conformance", "operators"];

    [Test]
    public void Devices_Json_HasTheDocumentedFieldsAndAChoice()
    {
        JsonElement json = CliProcess.Run("devices", "--json").Succeeded().ReadJson();
        JsonElement[] devices = [.. json.GetProperty("devices").EnumerateArray()];
        foreach (JsonElement device in devices)
            Assert.That(device.EnumerateObject().Select(field => field.Name), Is.EqualTo(Fields));
        string?[] ids = [.. devices.Select(device => device.GetProperty("id").GetString())];
        Assert.That(ids, Does.Contain("simd").And.Contain(json.GetProperty("auto").GetString()));

        // The order in which auto asks: CUDA, Vulkan, OpenCL, the processor.
        string[] kinds = [.. ids.Select(id => id!.Split(':')[0]).Distinct()];
        Assert.That(kinds, Is.EqualTo(new[] { "cuda", "vulkan", "opencl", "ilgpu-cpu", "simd" }.Where(kinds.Contains)));
        string?[] verdicts = [.. devices.Select(device => device.GetProperty("verdict").GetString())];
        Assert.That(verdicts, Is.All.AnyOf("not checked", "refused", "passed"));
    }

    [Test]
    public void Devices_Table_FitsEightyColumnsAndMarksTheChoice()
    {
        string[] lines = CliProcess.Run("devices").Succeeded().Output.Split('\n');
        Assert.That(lines.Select(line => line.Length), Is.All.LessThanOrEqualTo(80));
        Assert.That(lines[0], Does.Contain("id").And.Contain("memory").And.Contain("verdict"));
        Assert.That(string.Join('\n', lines), Does.Contain("simd").And.Contain("(auto)"));
    }

    [Test]
    public void Devices_Check_PassesTheProcessor()
    {
        CliResult result = CliProcess.Run("devices", "--check", "--json");
        Assert.That(result.ExitCode, Is.Zero.Or.EqualTo(1), result.Error);
        JsonElement simd = result.ReadJson().GetProperty("devices").EnumerateArray()
            .Single(device => device.GetProperty("id").GetString() == "simd");
        Assert.That(simd.GetProperty("verdict").GetString(), Is.EqualTo("passed"));
    }
}
