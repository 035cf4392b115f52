using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Metrics;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Networks;

/// <summary>Runs a network on a golden file's inputs and compares every tensor that the file names.</summary>
public static class ParityCheck
{
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="golden">Inputs and expected tensors.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="tolerance">Largest relative L2 error that passes.</param>
    /// <exception cref="InvalidFileException">The golden file has other inputs or other tensors than the network.</exception>
    public static ParityReport Run(Network network, WeightSet weights, GoldenFile golden, IDevice device, double tolerance)
    {
        Graph graph = network.Build(weights, keepStages: true);
        Graph wanted = Check(golden, () => graph.WithOutputs(golden.Expected.Keys.Select(GoldenFile.GraphName)));
        Plan plan = Check(golden, () => new Plan(GraphPasses.Optimize(wanted), golden.Inputs.ToDictionary(input => input.Key, input => input.Value.Shape)));
        using IExecutable executable = device.Compile(plan);
        IReadOnlyDictionary<string, Tensor> outputs = executable.Run(golden.Inputs);
        return new ParityReport(network.Name, device.Description.Id, golden.Path, tolerance, [.. golden.Expected.Select(Compare)]);

        ParityReport.Entry Compare(KeyValuePair<string, Tensor> expected)
        {
            Tensor actual = outputs[GoldenFile.GraphName(expected.Key)];
            return new ParityReport.Entry(expected.Key, actual.Shape, Check(golden, () => TensorDistance.Between(actual, expected.Value, tolerance)));
        }
    }

    private static T Check<T>(GoldenFile golden, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (ArgumentException exception)
        {
            throw new InvalidFileException(golden.Path, $"does not fit the network ({exception.Message})", "Name the right one with --network.", exception);
        }
    }
}
