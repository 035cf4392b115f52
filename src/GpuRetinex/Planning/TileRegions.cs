using System.Collections.Immutable;
using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>What of each value a tile of the outputs depends on: the receptive field, step by step.</summary>
internal static class TileRegions
{
    /// <param name="graph">The graph.</param>
    /// <param name="maps">Shapes of all values in the whole picture.</param>
    /// <param name="tile">The part of the outputs.</param>
    /// <returns>A region for each value; the whole for a value that nothing reads.</returns>
    /// <exception cref="ArgumentException">The outputs differ in size.</exception>
    public static Region[] Find(Graph graph, ImmutableArray<Shape> maps, Region tile)
    {
        var needed = new Region?[maps.Length];
        foreach (NamedOperand output in graph.Outputs)
        {
            if (!tile.Equals(Region.Within(maps[output.Operand.Value], tile.Top, tile.Left, tile.Bottom, tile.Right)))
                throw new ArgumentException($"the output '{output.Name}' {maps[output.Operand.Value]} has no tile {tile}");
            Require(output.Operand, tile);
        }

        foreach (Node node in graph.Nodes.Reverse())
        {
            Region output = needed[node.Output.Value] ?? Region.Whole(maps[node.Output.Value]);
            Shape[] inputs = [.. node.Inputs.Select(input => graph.OperandShape(input, maps))];
            for (int i = 0; i < inputs.Length; i++)
                if (!graph.IsConstant(node.Inputs[i]) && node.Operator.ReadsInput(i))
                    Require(node.Inputs[i], node.Operator.NeededRegion(i, output, inputs));
        }

        return [.. needed.Select((region, value) => region ?? (maps[value].Rank == 4 ? Region.Whole(maps[value]) : default))];

        void Require(Operand operand, Region region) => needed[operand.Value] = needed[operand.Value]?.Union(region) ?? region;
    }
}
