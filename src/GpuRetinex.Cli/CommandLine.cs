using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using GpuRetinex.Cli.Commands;

namespace GpuRetinex.Cli;

/// <summary>All commands, and what is common to them: errors, signals, help.</summary>
internal static class CommandLine
{
    private const string Description = """
        Restores and enhances pictures with neural networks, on any GPU or CPU.

        Exit codes: 0 done, 1 a check failed, 2 wrong usage, 3 a file is unusable, 4 device or memory, 130 cancelled.
        """;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var interrupt = new Interrupt();
        try
        {
            ParseResult command = CreateRoot().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (command.Action is ParseErrorAction) return ReportUsage(command);
            return await command.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                interrupt.Token);
        }
        catch (Exception exception)
        {
            return Failure.Report(exception);
        }
    }

    private static RootCommand CreateRoot()
    {
        var root = new RootCommand(Description)
        {
            new EnhanceCommand(),
            new UpscaleCommand(),
            new DenoiseCommand(),
            new DevicesCommand(),
            new InfoCommand(),
            new ImportCommand(),
            new ExportCommand(),
            new ParityCommand(),
            new BenchCommand(),
            new ProfileCommand(),
            new EvalCommand(),
        };
        root.HelpName = "gpuretinex";
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static int ReportUsage(ParseResult command)
    {
        string name = command.CommandResult.Command is WorkCommand known ? $"gpuretinex {known.Name}" : "gpuretinex";
        IEnumerable<string> problems = command.Errors.Select(error => error.Message).Distinct();

        // Beside a word that is no command, that there is no command goes without saying.
        if (command.CommandResult.Command is RootCommand && command.UnmatchedTokens.Count > 0) problems = problems.TakeLast(1);
        return Failure.Report(new UsageException($"{string.Join(' ', problems)} See '{name} --help'."));
    }
}
