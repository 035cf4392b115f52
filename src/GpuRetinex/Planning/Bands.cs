using System.Collections.Immutable;
using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>
/// Cuts the work into bands of rows: stage after stage, and within a stage from top to bottom. A band computes of each of the
/// stage's values the rows that its results depend on and no band before it has computed, so that nothing is computed twice.
/// </summary>
internal sealed class Bands
{
    private readonly ImmutableArray<Shape> _maps;
    private readonly TileRegions _whole;
    private readonly List<(Stage Stage, TileRegions Done)> _bands = [];

    /// <param name="graph">The graph.</param>
    /// <param name="maps">Shapes of all values in the whole picture.</param>
    /// <param name="tile">The part of the outputs that is wanted; null for all of everything.</param>
    /// <param name="rule">How high bands are; null for all at once.</param>
    /// <exception cref="ArgumentException">An output does not have such a part.</exception>
    public Bands(Graph graph, ImmutableArray<Shape> maps, Region? tile, BandRule? rule)
    {
        _maps = maps;
        _whole = new TileRegions(graph, maps, tile is { } part ? _ => part : null);
        if (rule is null) _bands.Add((new Stage(0, graph, 0), _whole));
        else foreach (Stage stage in Stages.Of(graph, maps)) Cut(stage, rule);
    }

    public int Count => _bands.Count;

    /// <summary>The part of its output that a node computes in a band; null where nothing is left to compute.</summary>
    public Region? Output(int band, int node)
    {
        Region whole = _whole.Output(node);
        int top = band == 0 ? whole.Top : EndRow(band - 1, node), bottom = EndRow(band, node);
        return top < bottom ? whole with { Top = top, Height = bottom - top } : null;
    }

    /// <summary>The row of its output behind the last one that a node has computed at a band's end.</summary>
    public int EndRow(int band, int node)
    {
        (Stage stage, TileRegions done) = _bands[band];
        if (node < stage.FirstNode) return _whole.Output(node).Bottom;
        if (node >= stage.EndNode) return _whole.Output(node).Top;
        return ReferenceEquals(done, _whole) ? _whole.Output(node).Bottom : done.Output(node - stage.FirstNode).Bottom;
    }

    /// <summary>The part of a value that is computed by all bands together.</summary>
    public Region Whole(int value) => _whole.Buffer(value);

    private void Cut(Stage stage, BandRule rule)
    {
        Region[] results = [.. stage.Graph.Outputs.Select(output => Whole(output.Operand.Value))];
        int rows = results.Max(result => result.Height);
        (int count, int height) = rule.Cut(rows, BytesOf(stage, results));
        for (int band = 1; band < count; band++)
        {
            int end = band * height;
            _bands.Add((stage, new TileRegions(stage.Graph, _maps, output => Upper(Whole(output.Operand.Value), end, rows))));
        }

        _bands.Add((stage, _whole));
    }

    /// <summary>As much of a part as <paramref name="rows"/> are of <paramref name="all"/>.</summary>
    private static Region Upper(Region part, int rows, int all) =>
        part with { Height = Math.Max((int)(((long)part.Height * rows + all - 1) / all), 1) };

    /// <summary>What a stage's values take at the same time; of a tile its share.</summary>
    private long BytesOf(Stage stage, Region[] results)
    {
        double whole = stage.Graph.Outputs.Sum(output => (double)_maps[output.Operand.Value].H * _maps[output.Operand.Value].W);
        return (long)(stage.LiveElements * sizeof(float) * (results.Sum(result => (double)result.Height * result.Width) / whole));
    }
}
