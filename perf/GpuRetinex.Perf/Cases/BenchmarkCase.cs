using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Perf.Cases;

/// <summary>Something that two engines compute: a graph and the sizes of its inputs.</summary>
/// <param name="Name">Name as in the tables, such as issr-lite-600x400 (width × height).</param>
/// <param name="Build">Makes the graph; called where it is needed, since weights may be large.</param>
/// <param name="InputShapes">A shape [N,C,H,W] for each input, by name.</param>
internal sealed record BenchmarkCase(string Name, Func<Graph> Build, IReadOnlyDictionary<string, Shape> InputShapes)
{
    /// <summary>Random inputs within 0 and 1, the same in every process.</summary>
    public IReadOnlyDictionary<string, Tensor> MakeInputs()
    {
        var random = new Random(1);
        return InputShapes.OrderBy(input => input.Key, StringComparer.Ordinal)
            .ToDictionary(input => input.Key, input => RandomTensors.Uniform(random, input.Value, 0, 1));
    }
}
