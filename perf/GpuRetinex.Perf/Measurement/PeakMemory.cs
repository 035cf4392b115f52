using System.Diagnostics;
using System.Globalization;

namespace GpuRetinex.Perf.Measurement;

/// <summary>
/// Most memory that an engine needs, as the system counts it (peak resident set), each in a process of its own that runs the
/// case once. The .NET runtime is in both figures.
/// </summary>
internal static class PeakMemory
{
    /// <summary>This process's peak so far, in bytes.</summary>
    public static long OfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>Runs this program with other arguments; it must write its peak as its only line.</summary>
    /// <exception cref="InvalidOperationException">The process failed.</exception>
    public static long OfChild(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        if (child.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', arguments)} failed with exit code {child.ExitCode}");
        return long.Parse(output, CultureInfo.InvariantCulture);
    }
}
