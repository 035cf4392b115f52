using System.CommandLine;
using GpuRetinex.Perf.Static;

namespace GpuRetinex.Perf.Commands;

/// <summary>`radv FAMILY`: the part of `static` for one AMD GPU, which needs a process with an environment of its own.</summary>
internal sealed class RadvCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "radv";

    private readonly Argument<string> _family = new("FAMILY");

    public Command Create()
    {
        var command = new Command(Name, "used by static") { Hidden = true };
        command.Arguments.Add(_family);
        command.SetAction(arguments =>
        {
            RadvTarget target = RadvTarget.All.Single(target => target.Name == arguments.GetValue(_family));
            Console.WriteLine(new StaticReport([.. RadvAnalysis.Run(target)]).ToJson());
            return 0;
        });
        return command;
    }
}
