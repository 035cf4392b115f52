using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Perf.Cases;
using GpuRetinex.Tensors;

namespace GpuRetinex.Perf.Engines;

/// <summary>A case as the command line runs pictures: whole where its memory fits a budget, else in tiles.</summary>
internal sealed class TiledRun(BenchmarkCase benchmark, IDevice device, long arenaBytes) : IDisposable
{
    private readonly GraphRunner _runner = new(GraphPasses.Optimize(benchmark.Build()), device);
    private readonly IReadOnlyDictionary<string, Tensor> _inputs = benchmark.MakeInputs();

    /// <summary>Tiles of the last run.</summary>
    public int Tiles { get; private set; }

    public void Run() => Tiles = _runner.Run(_inputs, TileRule.WithinBytes(arenaBytes)).Tiles;

    public void Dispose() => _runner.Dispose();
}
