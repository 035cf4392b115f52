using System.Diagnostics;
using System.Globalization;

namespace GpuRetinex.Tests.Cli;

internal sealed class CancelTests
{
    [TestCase("INT")]
    [TestCase("TERM")]
    public void Enhance_SignalWhileWorking_EndsWith130AndLeavesNothingHalfWritten(string signal)
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("sends a POSIX signal");
        if (signal == "INT" && IgnoresInterrupt()) Assert.Ignore("started with Ctrl-C ignored, as child processes inherit");
        using var folder = new TemporaryFolder();
        string input = Pictures.Large(folder.File("large.png")), older = folder.File("out.png");
        File.WriteAllText(older, "older result");
        using Process process = CliProcess.Start(
            folder.FullPath, "enhance", input, "-o", older, "--overwrite", "--device", "simd", "--json");
        Assert.That(process.StandardError.ReadLine(), Does.StartWith("device simd"));
        Thread.Sleep(1500);
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        CliResult result = CliProcess.Finish(process);

        Assert.That(result.ExitCode, Is.EqualTo(130), result.Error);
        Assert.That(result.Complaints, Is.EqualTo(new[] { "gpuretinex: cancelled" }));
        Assert.That(result.ReadJson().GetProperty("items")[0].GetProperty("status").GetString(), Is.EqualTo("cancelled"));
        Assert.That(Directory.GetFiles(folder.FullPath), Is.EquivalentTo(new[] { input, older }));
        Assert.That(File.ReadAllText(older), Is.EqualTo("older result"));
    }

    /// <summary>Whether SIGINT, signal 2, is ignored by this process.</summary>
    private static bool IgnoresInterrupt()
    {
        const string status = "/proc/self/status", field = "SigIgn:";
        if (!File.Exists(status)) return false;
        string mask = File.ReadLines(status).First(line => line.StartsWith(field, StringComparison.Ordinal))[field.Length..]
            .Trim();
        return (ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 2) != 0;
    }
}
