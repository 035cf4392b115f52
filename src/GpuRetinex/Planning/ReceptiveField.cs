using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>
/// How far around itself an output pixel depends on the picture, in pixels of the picture: the surroundings that a tile needs.
/// Computed from the graph, as the most that any pixel of the interior needs.
/// </summary>
public sealed record ReceptiveField(int Left, int Top, int Right, int Bottom)
{
    private const int SmallestSide = 512, LargestSide = 1 << 14;

    /// <summary>
    /// Neighbouring pixels that are tried: where one lies in the cells of pooled maps decides how far it reaches.
    /// </summary>
    private const int Neighbours = 32;

    /// <summary>The receptive field over all inputs of the picture's size and all outputs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputShapes">Shapes of its inputs for a picture of a height and width.</param>
    /// <param name="takes">Whether the network takes a height and width; null where it takes all.</param>
    /// <returns>Null where a pixel depends on the whole picture, however large that is.</returns>
    public static ReceptiveField? Of(
        Graph graph, Func<int, int, IReadOnlyDictionary<string, Shape>> inputShapes, Func<int, int, bool>? takes = null)
    {
        // A field that grows with the picture, as behind a reduction to a fixed size, is the whole of it too.
        ReceptiveField? smaller = null;
        for (int side = SmallestSide; side <= LargestSide; side *= 2)
        {
            int suitable = Enumerable.Range(side, Neighbours).FirstOrDefault(near => takes is null || takes(near, near));
            if (suitable == 0) return null;
            ReceptiveField? field = Within(graph, inputShapes(suitable, suitable), suitable);
            if (field is not null && field == smaller) return field;
            smaller = field;
        }

        return null;
    }

    /// <summary>The field as seen in the middle of a square picture; null where it reaches the picture's border.</summary>
    private static ReceptiveField? Within(Graph graph, IReadOnlyDictionary<string, Shape> shapes, int side)
    {
        NamedOperand[] pictures = [.. graph.Inputs.Where(input => shapes[input.Name].H == side && shapes[input.Name].W == side)];
        if (pictures.Length == 0) return null;
        var widest = new ReceptiveField(0, 0, 0, 0);
        foreach (NamedOperand output in graph.Outputs)
        {
            Graph one = RemoveDeadNodes.Apply(graph.WithOutputs(output.Name));
            var maps = one.InferShapes(shapes);
            Shape map = maps[output.Operand.Value];
            int first = map.H / 2, last = Math.Min(first + Math.Max(Neighbours * map.H / side, 1), map.H) - 1;
            for (int pixel = first; pixel <= last; pixel++)
            {
                var here = new Region(pixel, pixel, 1, 1);
                var regions = new TileRegions(one, maps, _ => here);
                int home = (int)((long)pixel * side / map.H);
                foreach (NamedOperand picture in pictures)
                {
                    if (!regions.IsRead(picture.Operand.Value)) continue;
                    Region region = regions.Buffer(picture.Operand.Value);
                    if (region.Top == 0 || region.Left == 0 || region.Bottom == side || region.Right == side) return null;
                    widest = widest.With(
                        home - region.Left, home - region.Top, region.Right - 1 - home, region.Bottom - 1 - home);
                }
            }
        }

        return widest;
    }

    private ReceptiveField With(int left, int top, int right, int bottom) =>
        new(Math.Max(Left, left), Math.Max(Top, top), Math.Max(Right, right), Math.Max(Bottom, bottom));
}
