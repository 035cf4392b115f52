using System.Diagnostics;

namespace GpuRetinex.Tests.Cli;

/// <summary>What people see on a terminal, which the program finds by way of the tool "script".</summary>
internal sealed class TerminalTests
{
    private const string Script = "/usr/bin/script";

    [Test]
    public void Enhance_OnATerminal_ShowsEachPictureAndEachError()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Script))
            Assert.Ignore("needs a pseudo-terminal, from script of util-linux");
        using var folder = new TemporaryFolder();
        Pictures.Small(folder.File("[red] a.png"));
        Pictures.WriteBroken(folder, "text.png");
        string program = Path.Combine(AppContext.BaseDirectory, "GpuRetinex.Cli.dll");
        string line = $"stty cols 200; dotnet '{program}' enhance '{folder.FullPath}' -o '{folder.File("out")}' --device simd";
        var start = new ProcessStartInfo(Script, ["-qec", line, "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using Process process = Process.Start(start)!;
        CliResult result = CliProcess.Finish(process);

        Assert.That(result.ExitCode, Is.EqualTo(3), result.Output);
        Assert.That(result.Output, Does.Contain("[red] a.png: 16 x 12, ratio").And.Contain("text.png: is not a picture"));
        Assert.That(Directory.GetFiles(folder.File("out")).Select(Path.GetFileName), Is.EqualTo(new[] { "[red] a.png" }));
    }
}
