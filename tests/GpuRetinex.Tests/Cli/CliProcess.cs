using System.Diagnostics;

namespace GpuRetinex.Tests.Cli;

/// <summary>The program as users run it: a process of its own.</summary>
internal static class CliProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs a command to its end.</summary>
    public static CliResult Run(params string[] arguments) => RunIn(TestContext.CurrentContext.WorkDirectory, arguments);

    /// <summary>Runs a command in a folder to its end.</summary>
    public static CliResult RunIn(string folder, params string[] arguments)
    {
        using Process process = Start(folder, arguments);
        return Finish(process);
    }

    /// <summary>Runs a command to its end while devices fail as the test hook says.</summary>
    /// <param name="folder">The working folder; verdicts on devices are kept in its folder "cache".</param>
    /// <param name="faults">What befalls which device, as GPURETINEX_TEST_FAULTS has it.</param>
    public static CliResult RunFaulty(string folder, string faults, params string[] arguments)
    {
        using Process process = StartFaulty(folder, faults, arguments);
        return Finish(process);
    }

    /// <summary>Runs a command to its end with a variable in its environment.</summary>
    public static CliResult RunWith(string folder, string variable, string value, params string[] arguments)
    {
        using Process process = Start(folder, variable, value, arguments);
        return Finish(process);
    }

    /// <summary>Starts a command.</summary>
    public static Process Start(string folder, params string[] arguments) => StartFaulty(folder, "", arguments);

    /// <inheritdoc cref="RunFaulty"/>
    public static Process StartFaulty(string folder, string faults, params string[] arguments) =>
        Start(folder, "GPURETINEX_TEST_FAULTS", faults, arguments);

    private static Process Start(string folder, string variable, string value, string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment[variable] = value;
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(folder, "cache");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "GpuRetinex.Cli.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end; what was read before of the streams is not in the result.</summary>
    public static CliResult Finish(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("the program does not end");
        }

        return new CliResult(process.ExitCode, output.Result, error.Result);
    }
}
