using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using GpuRetinex.Cli.Commands;

namespace GpuRetinex.Cli;

/// <summary>The library's help, then the examples of the command.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not WorkCommand command) return code;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in command.Examples) output.WriteLine($"  gpuretinex {example}");
        output.WriteLine();
        return code;
    }
}
