using System.Text.Json;

namespace GpuRetinex.Tests.Cli;

internal sealed class BenchTests
{
    private static readonly string[] Fields =
        ["network", "size", "device", "medianMs", "minMs", "maxMs", "gflops", "peakPercent", "peakBytes"];

    [TestCase("default")]
    [TestCase("exact")]
    public void Bench_Json_HasEveryFieldAndTheyAgree(string precision)
    {
        JsonElement json = CliProcess.Run(
            "bench", "--network", "issr/relight", "--size", "96x64", "--device", "simd", "--precision", precision,
            "--repetitions", "4", "--json")
            .Succeeded().ReadJson();

        Assert.That(json.EnumerateObject().Select(field => field.Name), Is.EqualTo(Fields));
        Assert.That(json.GetProperty("network").GetString(), Is.EqualTo("issr/relight"));
        Assert.That(json.GetProperty("size").GetString(), Is.EqualTo("96x64"));
        Assert.That(json.GetProperty("device").GetString(), Is.EqualTo("simd"));
        double median = json.GetProperty("medianMs").GetDouble();
        Assert.That(json.GetProperty("minMs").GetDouble(), Is.Positive.And.AtMost(median));
        Assert.That(json.GetProperty("maxMs").GetDouble(), Is.AtLeast(median));
        Assert.That(
            json.GetProperty("gflops").GetDouble() * median,
            Is.EqualTo(Flops("issr/relight", "96x64") / 1e6).Within(0.01).Percent);
        Assert.That(json.GetProperty("peakPercent").GetDouble(), Is.InRange(0.01, 300));
        Assert.That(json.GetProperty("peakBytes").GetInt64(), Is.GreaterThan(96 * 64 * sizeof(float)));
    }

    [Test]
    public void Bench_DeviceThatIsNotSimd_HasAPeakToo()
    {
        JsonElement json = CliProcess.Run(
            "bench", "--network", "issr/relight", "--size", "4x4", "--device", "ilgpu-cpu", "--repetitions", "1", "--json")
            .Succeeded().ReadJson();
        Assert.That(json.GetProperty("device").GetString(), Does.StartWith("ilgpu-cpu"));
        Assert.That(json.GetProperty("peakPercent").GetDouble(), Is.InRange(0, 100));
    }

    [Test]
    public void Bench_Text_HasTimeThroughputAndMemory()
    {
        string[] lines = CliProcess.Run("bench", "--size", "32x24", "--device", "simd", "--repetitions", "1")
            .Succeeded().Output.Split('\n');
        Assert.That(lines[0], Is.EqualTo("issr at 32x24 on simd"));
        Assert.That(lines[1], Does.Match(@"^median [0-9.]+ ms, min [0-9.]+ ms, max [0-9.]+ ms$"));
        Assert.That(lines[2], Does.Match(@"^[0-9.]+ GFLOP/s, [0-9.]+ % of the measured peak$"));
        Assert.That(lines[3], Does.StartWith("peak memory: "));
    }

    [Test]
    public void Bench_UnknownDevice_IsRefused() =>
        CliProcess.Run("bench", "--size", "32x24", "--device", "abacus").Refused(4, "abacus");

    private static long Flops(string network, string size)
    {
        string weights = Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors");
        JsonElement json = CliProcess.Run("info", weights, "--network", network, "--size", size, "--json").Succeeded().ReadJson();
        return json.GetProperty("network").GetProperty("flops").GetInt64();
    }
}
