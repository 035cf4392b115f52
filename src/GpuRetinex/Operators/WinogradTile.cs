using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>Winograd's minimal filtering F(m×m, 3×3) as the GPU families compute it: a tile is m outputs high and wide.</summary>
public sealed class WinogradTile
{
    private readonly WinogradFilter.Column _column;

    private WinogradTile(int side, WinogradFilter.Column column) => (Side, _column) = (side, column);

    /// <summary>
    /// 16 multiplications for 4 outputs, where direct convolution has 36: for small maps, of which larger tiles would leave most
    /// of a group's product to padding.
    /// </summary>
    public static WinogradTile Two { get; } = new(2, WinogradFilter.Column2);

    /// <summary>36 multiplications for 16 outputs, where direct convolution has 144.</summary>
    public static WinogradTile Four { get; } = new(4, WinogradFilter.Column4);

    /// <summary>Both.</summary>
    public static IReadOnlyList<WinogradTile> All { get; } = [Two, Four];

    /// <summary>m, outputs along an axis.</summary>
    public int Side { get; }

    /// <summary>Inputs along an axis that they depend on.</summary>
    public int WindowSide => Side + 2;

    /// <summary>Elements of a transformed tile.</summary>
    public int Positions => WindowSide * WindowSide;

    /// <summary>How the algorithm is called.</summary>
    public string Algorithm => $"winograd {Side}x{Side}";

    /// <summary>The one whose <see cref="Algorithm"/> has that name, or null.</summary>
    public static WinogradTile? Named(string? algorithm) => All.FirstOrDefault(tile => tile.Algorithm == algorithm);

    /// <summary>Whether the algorithm computes such a convolution at all.</summary>
    /// <param name="op">The convolution.</param>
    /// <param name="weights">Shape [O,I,kh,kw] of its weights.</param>
    public static bool Fits(Convolution2D op, Shape weights) =>
        op is { Stride: 1, Dilation: 1 } && weights[2] == 3 && weights[3] == 3;

    /// <summary>Tiles that cover so many pixels of a row or a column.</summary>
    public int Along(int pixels) => (pixels + Side - 1) / Side;

    /// <summary>Tiles of all images of an output [N,C,H,W].</summary>
    public long Count(Shape output) => (long)output.N * Along(output.H) * Along(output.W);

    /// <summary>
    /// Tiles of a band, a multiple of a group's: as few bands as fit, and of one size, lest the last leave most of a device idle.
    /// </summary>
    /// <param name="tiles">All tiles.</param>
    /// <param name="groupTiles">Tiles of a group of the product.</param>
    /// <param name="fittingGroups">So many times a group's tiles fit into a band; one is taken at least.</param>
    public static int BandTiles(long tiles, int groupTiles, long fittingGroups)
    {
        long groups = (tiles + groupTiles - 1) / groupTiles, most = Math.Max(fittingGroups, 1);
        long bands = (groups + most - 1) / most;
        return (int)((groups + bands - 1) / bands) * groupTiles;
    }

    /// <summary>The transformed filters.</summary>
    /// <param name="weights">[O,I,3,3].</param>
    /// <param name="rows">To what inputs are padded with zeros.</param>
    /// <param name="pitch">To what outputs are padded.</param>
    /// <returns>[<see cref="Positions"/>][rows][pitch].</returns>
    public float[] TransformWeights(Tensor weights, int rows, int pitch)
    {
        int outputs = weights.Shape[0], inputs = weights.Shape[1];
        var matrices = new float[Positions * rows * pitch];
        Span<float> transformed = stackalloc float[Positions];
        for (int output = 0; output < outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
            {
                WinogradFilter.Transform(weights.Data.AsSpan((output * inputs + input) * 9, 9), _column, WindowSide, transformed);
                for (int position = 0; position < transformed.Length; position++)
                    matrices[(position * rows + input) * pitch + output] = transformed[position];
            }
        }

        return matrices;
    }
}
