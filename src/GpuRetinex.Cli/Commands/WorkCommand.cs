using System.CommandLine;

namespace GpuRetinex.Cli.Commands;

/// <summary>A command of the program.</summary>
internal abstract class WorkCommand : Command
{
    protected WorkCommand(string name, string description)
        : base(name, description) => SetAction((arguments, cancellation) => Task.FromResult(Run(arguments, cancellation)));

    /// <summary>Command lines without the program's name, for the help.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <returns>The exit code.</returns>
    protected abstract int Run(ParseResult arguments, CancellationToken cancellation);
}
