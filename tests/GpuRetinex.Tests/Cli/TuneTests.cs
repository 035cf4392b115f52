using System.Text.Json;
using System.Text.RegularExpressions;

namespace GpuRetinex.Tests.Cli;

/// <summary>profile --tune, and what later runs make of it. Each test has a cache folder of its own.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed partial class TuneTests : IDisposable
{
    private static readonly string[] Subject =
        ["profile", "--network", "issr/relight", "--size", "96x64", "--repetitions", "1", "--device", "simd", "--json"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Kept =>
        Directory.GetFiles(Path.Combine(_folder.FullPath, "cache", "gpuretinex"), "tuned-simd-*.json").Single();

    [Test]
    public void Tune_WritesTheFile_AndTheNextProfileUsesIt()
    {
        string[] rule = Algorithms(Run().Succeeded());
        Assert.That(rule, Does.Contain("direct").And.Some.StartsWith("winograd"));

        CliResult tuned = Run("--tune").Succeeded();
        Assert.That(
            tuned.Error,
            Does.Contain(
                "measuring direct, winograd 2x2, winograd 4x4, winograd 6x6").And.Contain($"the choices are kept in {Kept}"));
        JsonElement tuning = tuned.ReadJson().GetProperty("tuning");
        Assert.That(tuning.GetProperty("file").GetString(), Is.EqualTo(Kept));
        Assert.That(tuning.GetProperty("convolutions").GetInt32(), Is.EqualTo(11));
        Assert.That(
            tuning.GetProperty("changed").GetInt32(),
            Is.EqualTo(Algorithms(tuned).Zip(rule).Count(pair => pair.First != pair.Second)));

        CliResult next = Run().Succeeded();
        Assert.That(next.Error, Does.Contain($"algorithms as measured, kept in {Kept}"));
        Assert.That(Algorithms(next), Is.EqualTo(Algorithms(tuned)));

        Edit("direct");
        Assert.That(Algorithms(Run().Succeeded()), Is.All.EqualTo("direct"));
        Edit("abacus");
        Assert.That(Algorithms(Run().Succeeded()), Is.EqualTo(rule), "an algorithm that nobody knows");
        File.WriteAllText(Kept, "not JSON");
        Assert.That(Algorithms(Run().Succeeded()), Is.EqualTo(rule));
    }

    [Test]
    public void Tune_SecondNetwork_KeepsTheFirst()
    {
        Run("--tune").Succeeded();
        string[] first = Layers();
        CliProcess.RunIn(
            _folder.FullPath, "profile", "--tune", "--network", "issr/decom", "--size", "72x48", "--repetitions", "1", "--device",
            "simd").Succeeded();
        Assert.That(Layers(), Is.SupersetOf(first).And.Length.GreaterThan(first.Length));

        string[] Layers() =>
        [
            .. File.ReadLines(Kept).Where(line => line.Contains("\"shape\"", StringComparison.Ordinal))
                .Select(line => line.TrimEnd(','))
        ];
    }

    [Test]
    public void Tune_Exact_HasNothingToChoose()
    {
        CliResult result = Run("--tune", "--precision", "exact").Succeeded();
        Assert.That(result.Error, Does.Contain("there is nothing to choose"));
        Assert.That(Algorithms(result), Is.All.EqualTo("direct"));
        Assert.That(Directory.Exists(Path.Combine(_folder.FullPath, "cache")), Is.False);
    }

    [Test]
    public void Tune_CacheFolderCannotBeWritten_SaysSo()
    {
        File.WriteAllText(_folder.File("cache"), "a file in the way");
        Assert.That(Run("--tune").Succeeded().Error, Does.Contain("hold for this run only").And.Contain("cannot be written"));
    }

    [Test]
    public void ForcedAlgorithm_IsUsedAndExcludesTuning()
    {
        CliResult forced = CliProcess.RunWith(_folder.FullPath, "GPURETINEX_ALGORITHM", "direct", Subject).Succeeded();
        Assert.That(Algorithms(forced), Is.All.EqualTo("direct"));
        CliProcess.RunWith(_folder.FullPath, "GPURETINEX_ALGORITHM", "direct", [.. Subject, "--tune"])
            .Refused(2, "--tune", "GPURETINEX_ALGORITHM", "Unset");
        CliResult unknown = CliProcess.RunWith(_folder.FullPath, "GPURETINEX_ALGORITHM", "abacus", Subject).Succeeded();
        Assert.That(unknown.Error, Does.Contain("GPURETINEX_ALGORITHM").And.Contain("'abacus'").And.Contain("winograd 6x6"));
    }

    private CliResult Run(params string[] more) => CliProcess.RunIn(_folder.FullPath, [.. Subject, .. more]);

    /// <summary>Of the convolutions, in the order of the network.</summary>
    private static string[] Algorithms(CliResult result) =>
    [
        .. result.ReadJson().GetProperty("steps").EnumerateArray()
            .Where(step => step.GetProperty("operator").GetString()!.StartsWith("Convolution2D", StringComparison.Ordinal))
            .Select(step => step.GetProperty("algorithm").GetString()!),
    ];

    /// <summary>Makes the file say that an algorithm beats the rule on every layer.</summary>
    private void Edit(string algorithm) =>
        File.WriteAllText(Kept, Choice().Replace(File.ReadAllText(Kept), $"\"algorithm\":\"{algorithm}\",\"rule\":\"rule\""));

    [GeneratedRegex("\"algorithm\":\"[^\"]*\",\"rule\":\"[^\"]*\"")]
    private static partial Regex Choice();
}
