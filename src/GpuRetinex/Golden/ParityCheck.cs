using System.Collections.Immutable;
using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Networks;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Golden;

/// <summary>Runs a network on a golden file's inputs and compares every tensor that the file names.</summary>
public static class ParityCheck
{
    private const int ActivationRank = 4;

    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="golden">Inputs and expected tensors.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="tolerance">Largest relative L2 error that passes.</param>
    /// <exception cref="InvalidFileException">The golden file has other inputs or other tensors than the network.</exception>
    public static ParityReport Run(Network network, WeightSet weights, GoldenFile golden, IDevice device, double tolerance)
    {
        Graph graph = network.Build(weights, keepStages: true);
        HashSet<string> outputs = [.. graph.Outputs.Select(output => output.Name)];
        Expectation[] expected =
        [
            .. golden.Expected.Values,
            .. golden.Labels.Values.Where(labels => outputs.Contains(GoldenFile.GraphName(labels.Name))),
        ];
        IReadOnlyDictionary<string, Tensor> actual = Check(golden, () => Compute(graph, golden, expected, device));
        ParityReport.Entry[] entries =
            Check(
                golden,
                () => expected.SelectMany(one => one.Compare(actual[GoldenFile.GraphName(one.Name)], tolerance)).ToArray());
        ImmutableArray<string> notCompared =
            [.. golden.Labels.Keys.Except(expected.Select(one => one.Name)).Order(StringComparer.Ordinal)];
        return new ParityReport(network.Name, device.Description.Id, golden.Path, tolerance, entries, notCompared);
    }

    private static IReadOnlyDictionary<string, Tensor> Compute(
        Graph graph, GoldenFile golden, Expectation[] expected, IDevice device)
    {
        Graph wanted = GraphPasses.Optimize(graph.WithOutputs(expected.Select(one => GoldenFile.GraphName(one.Name))));
        Dictionary<string, Tensor> inputs = golden.Inputs.ToDictionary(input => input.Key, input => AsActivation(input.Value));
        using IExecutable executable = device.Compile(
            device.PlanFor(wanted, inputs.ToDictionary(input => input.Key, input => input.Value.Shape)));
        return executable.Run(inputs);
    }

    /// <summary>A number, or a vector of each sample, is an activation of one pixel.</summary>
    private static Tensor AsActivation(Tensor tensor)
    {
        if (tensor.Shape.Rank > 2) return tensor;
        int[] extents = [.. Enumerable.Repeat(1, ActivationRank)];
        tensor.Shape.Extents.CopyTo(extents);
        return new Tensor(new Shape(extents), tensor.Data);
    }

    private static T Check<T>(GoldenFile golden, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (ArgumentException exception)
        {
            throw new InvalidFileException(
                golden.Path, $"does not fit the network ({exception.Message})", "Name the right one with --network.", exception);
        }
    }
}
