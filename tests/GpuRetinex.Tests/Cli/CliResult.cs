using System.Text.Json;

namespace GpuRetinex.Tests.Cli;

/// <summary>How the program ended and what it said.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>Lines of errors; the note that names the device is none.</summary>
    public IReadOnlyList<string> Complaints =>
    [
        .. Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("device ", StringComparison.Ordinal))
    ];

    /// <summary>Standard output, which is one JSON document.</summary>
    public JsonElement ReadJson() => JsonDocument.Parse(Output).RootElement;

    /// <summary>Asserts success; shows the messages otherwise.</summary>
    public CliResult Succeeded()
    {
        Assert.That(ExitCode, Is.Zero, ToString());
        Assert.That(Complaints, Is.Empty);
        return this;
    }

    /// <summary>Asserts an exit code and one line that says why, without a stack trace, and nothing on standard output.</summary>
    /// <param name="code">The exit code.</param>
    /// <param name="words">What the line must contain.</param>
    public void Refused(int code, params string[] words)
    {
        Assert.That(ExitCode, Is.EqualTo(code), ToString());
        Assert.That(Complaints, Has.Count.EqualTo(1), Error);
        Assert.That(Complaints[0], Does.StartWith("gpuretinex: ").And.Not.Contains("unexpected").And.Not.Contains("   at "));
        foreach (string word in words) Assert.That(Complaints[0], Does.Contain(word));
        Assert.That(Output, Is.Empty);
    }
}
