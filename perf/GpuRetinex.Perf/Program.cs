using System.CommandLine;
using GpuRetinex.Perf.Commands;

var root = new RootCommand("Measurements of GpuRetinex's CPU engine");
root.Subcommands.Add(new PeersCommand().Create());
root.Subcommands.Add(new KernelsCommand().Create());
root.Subcommands.Add(new ScalingCommand().Create());
root.Subcommands.Add(new MemoryCommand().Create());
root.Subcommands.Add(new StaticCommand().Create());
root.Subcommands.Add(new RadvCommand().Create());
return root.Parse(args).Invoke();
