using GpuRetinex.Graphs;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Devices;

/// <summary>Plans as a device runs them best.</summary>
public static class DevicePlans
{
    /// <summary>
    /// A plan for a device: in bands where the device asks for them and the graph has no maps that cannot be cut.
    /// </summary>
    /// <param name="device">The device.</param>
    /// <param name="graph">A graph after <see cref="GraphPasses.Optimize"/>.</param>
    /// <param name="inputShapes">A shape [N,C,H,W] for each input, by name: of the whole picture.</param>
    /// <param name="tile">The part of every output that is wanted; all of it where null.</param>
    /// <exception cref="ArgumentException">An input is missing or the shapes don't fit.</exception>
    public static Plan PlanFor(
        this IDevice device, Graph graph, IReadOnlyDictionary<string, Shape> inputShapes, Region? tile = null)
    {
        bool hasBands = !graph.HasConstantMaps && inputShapes.Values.All(shape => shape.N == 1);
        return new Plan(graph, inputShapes, tile, hasBands ? device.Bands : null);
    }
}
