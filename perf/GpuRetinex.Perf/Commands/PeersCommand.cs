using System.CommandLine;
using GpuRetinex.Graphs;
using GpuRetinex.Graphs.Onnx;
using GpuRetinex.Metrics;
using GpuRetinex.Perf.Cases;
using GpuRetinex.Perf.Engines;
using GpuRetinex.Perf.Measurement;
using GpuRetinex.Tensors;

namespace GpuRetinex.Perf.Commands;

/// <summary>`peers`: our engine and ONNX Runtime on the same exported graphs. Exit code 1 where their results differ.</summary>
internal sealed class PeersCommand
{
    private const double Tolerance = 1e-4;

    private readonly CommonOptions _options = new();
    private readonly Option<string[]> _cases = new("--cases")
    {
        Description = "names of cases; all by default",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. CaseCatalog.All.Select(benchmark => benchmark.Name)],
    };
    private readonly Option<string?> _json = new("--json") { Description = "file to write the figures to" };

    public Command Create()
    {
        var command = new Command("peers", "compare time and memory with ONNX Runtime");
        _cases.AcceptOnlyFromAmong([.. CaseCatalog.All.Select(benchmark => benchmark.Name)]);
        command.Options.Add(_cases);
        command.Options.Add(_json);
        _options.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult arguments)
    {
        MachineFacts machine = MachineFacts.Read();
        var entries = new List<PeersReport.Entry>();
        foreach (string name in arguments.GetValue(_cases)!)
        {
            Console.Error.WriteLine(name);
            if (Compare(CaseCatalog.All.Single(benchmark => benchmark.Name == name), arguments) is not { } entry) return 1;
            entries.Add(entry);

            // After every case, so that a run that is cut short leaves what it found.
            if (arguments.GetValue(_json) is { } file) File.WriteAllText(file, new PeersReport(machine, entries).ToJson());
        }

        _options.Publish(arguments, new PeersReport(machine, entries).ToMarkdown());
        return 0;
    }

    /// <summary>One case, or null where the engines disagree.</summary>
    private PeersReport.Entry? Compare(BenchmarkCase benchmark, ParseResult arguments)
    {
        int threads = arguments.GetValue(_options.Threads);
        string level = arguments.GetValue(_options.Level).ToString(), device = arguments.GetValue(_options.Device)!;
        string modelPath = Path.GetTempFileName();
        try
        {
            Graph graph = benchmark.Build();
            using (FileStream model = File.Create(modelPath)) OnnxExporter.Export(graph, benchmark.InputShapes, false, model);
            long ourPeak = PeakMemory.OfChild(MemoryCommand.Arguments(benchmark.Name, threads, level, device, null));
            long peerPeak = PeakMemory.OfChild(MemoryCommand.Arguments(benchmark.Name, threads, level, device, modelPath));

            IReadOnlyDictionary<string, Tensor> inputs = benchmark.MakeInputs();
            using var ours = GpuRetinexEngine.FromGraph(graph, inputs, threads, arguments.GetValue(_options.Level), device);
            using var peer = new OnnxRuntimeEngine(modelPath, inputs, threads);
            if (!Agree(graph, ours, peer)) return null;

            (double ourTime, double peerTime) =
                AlternatingRuns.MedianMilliseconds(ours.Run, peer.Run, arguments.GetValue(_options.Repetitions));
            double gigaflops = ours.Plan.Flops / 1e6;
            return new PeersReport.Entry(
                benchmark.Name, threads,
                new PeersReport.Figures(ourTime, gigaflops / ourTime, ourPeak),
                new PeersReport.PeerFigures(
                    OnnxRuntimeEngine.Name, OnnxRuntimeEngine.Version, peerTime, gigaflops / peerTime, peerPeak),
                peerTime / ourTime, (double)ourPeak / peerPeak);
        }
        finally
        {
            File.Delete(modelPath);
        }
    }

    private static bool Agree(Graph graph, GpuRetinexEngine ours, OnnxRuntimeEngine peer)
    {
        IReadOnlyDictionary<string, Tensor> expected = peer.Outputs();
        foreach ((string name, Tensor tensor) in ours.Outputs())
        {
            TensorDistance distance = TensorDistance.Between(tensor, expected[OnnxExporter.OutputName(graph, name)], Tolerance);
            if (distance.Passed) continue;
            Console.Error.WriteLine($"the engines disagree on the output '{name}': {distance}");
            return false;
        }

        return true;
    }
}
