return await GpuRetinex.Cli.CommandLine.RunAsync(args);
