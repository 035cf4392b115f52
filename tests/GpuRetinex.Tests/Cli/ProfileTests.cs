using System.Text.Json;
using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Networks;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Cli;

internal sealed class ProfileTests
{
    private static readonly string[] Subject = ["profile", "--network", "issr/relight", "--size", "96x64", "--repetitions", "2"];

    [Test]
    public void Profile_Json_StepsAddUpToTheNetwork()
    {
        JsonElement json = CliProcess.Run([.. Subject, "--device", "simd", "--json"]).Succeeded().ReadJson();

        JsonElement[] steps = [.. json.GetProperty("steps").EnumerateArray()];
        double[] times = [.. steps.Select(step => step.GetProperty("medianMs").GetDouble())];
        Assert.That(times, Has.Length.GreaterThan(10).And.All.Positive);
        Assert.That(times.Sum(), Is.EqualTo(json.GetProperty("medianMs").GetDouble()).Within(0.01).Percent);
        double operations = steps.Sum(step => step.GetProperty("gflops").GetDouble() * step.GetProperty("medianMs").GetDouble());
        Assert.That(json.GetProperty("gflops").GetDouble() * times.Sum(), Is.EqualTo(operations).Within(0.01).Percent);
        Assert.That(steps.Select(step => step.GetProperty("algorithm").GetString()), Does.Contain("direct"));
        Assert.That(steps.Select(step => step.GetProperty("name").GetString()), Does.Contain("RelightNet/l_conv1"));
        Assert.That(json.GetProperty("peak").GetProperty("gflops").GetDouble(), Is.Positive);
        Assert.That(json.GetProperty("roofPercent").GetDouble(), Is.Positive);
    }

    [Test]
    public void Profile_Issr_HasTheStepsOfEnhance()
    {
        var network = new IssrNetwork();
        using WeightSet weights = NetworkWeights.Open(Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors"));
        Graph all = network.Build(weights);
        IDevice device = TestDevices.Open(TestDevices.WidestSimd);
        int enhanced = Steps(all.WithOutputs(IssrNetwork.ImageName));
        Assert.That(enhanced, Is.Not.EqualTo(Steps(all)));

        JsonElement json = CliProcess.Run("profile", "--size", "600x400", "--device", "simd", "--repetitions", "1", "--json")
            .Succeeded().ReadJson();
        Assert.That(json.GetProperty("steps").GetArrayLength(), Is.EqualTo(enhanced));

        int Steps(Graph graph) => device.PlanFor(GraphPasses.Optimize(graph), network.InputShapes(400, 600)).Steps.Length;
    }

    [Test]
    public void Profile_Table_EndsWithTheSumAndTheRoof()
    {
        string[] lines = CliProcess.Run([.. Subject, "--device", "simd"]).Succeeded().Output.Trim().Split('\n');
        Assert.That(lines[0], Does.Match("operator +size +algorithm +steps +ms +% +GFLOP/s +GB/s +% of roof"));
        Assert.That(lines, Has.Some.Match("^ *Convolution2D 3x3 "));
        Assert.That(lines[^2], Does.Match(@"^ *sum .* 100\.0 "));
        Assert.That(lines[^1], Does.Match("^issr/relight at 96x64 on simd; measured peak [0-9]+ GFLOP/s"));
    }

    [Test]
    public void Profile_Output_IsATraceAndAPictureByItsSuffix()
    {
        using var folder = new TemporaryFolder();
        CliResult result = CliProcess.RunIn(
            folder.FullPath, [.. Subject, "--device", "simd", "-o", "trace.json", "-o", "roof.png", "--json"]);

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        using JsonDocument trace = JsonDocument.Parse(File.ReadAllBytes(folder.File("trace.json")));
        JsonElement[] events = [.. trace.RootElement.GetProperty("traceEvents").EnumerateArray()];
        JsonElement[] steps = [.. events.Where(one => one.GetProperty("ph").GetString() == "X")];
        Assert.That(steps, Has.Length.EqualTo(result.ReadJson().GetProperty("steps").GetArrayLength()));
        double end = 0;
        foreach (JsonElement step in steps)
        {
            Assert.That(step.GetProperty("ts").GetDouble(), Is.EqualTo(end).Within(1e-6));
            end += step.GetProperty("dur").GetDouble();
        }

        using NetVips.Image plot = NetVips.Image.NewFromFile(folder.File("roof.png"));
        Assert.That((plot.Width, plot.Height), Is.EqualTo((1200, 800)));
        Assert.That(plot.Deviate(), Is.GreaterThan(5), "something is drawn");
    }

    [Test]
    public void Profile_OutputExists_IsRefusedBeforeTheWork()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("trace.json"), "mine");
        CliProcess.RunIn(folder.FullPath, [.. Subject, "--device", "simd", "-o", "trace.json"])
            .Refused(3, "trace.json", "--overwrite");
        Assert.That(File.ReadAllText(folder.File("trace.json")), Is.EqualTo("mine"));
    }

    [Test]
    public void Profile_OutputOfAnotherKind_IsWrongUsage() =>
        CliProcess.Run([.. Subject, "-o", "profile.txt"]).Refused(2, "profile.txt", ".json", ".png");
}
