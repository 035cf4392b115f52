using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>How a 3×3 convolution is cut into tiles of outputs and bands of tiles for Winograd's three passes.</summary>
internal sealed class WinogradPlan
{
    /// <summary>
    /// Windows and products of a band. They are written by one pass and read by the next, and should stay in the last cache,
    /// where there is a large one; smaller bands would leave large devices idle.
    /// </summary>
    private const long ScratchBytes = 16 << 20;

    public WinogradPlan(Step step, WinogradTile tile)
    {
        View input = step.Inputs[Convolution2D.InputIndex];
        Tile = tile;
        Outputs = step.Output.Shape.C;
        ProductTile = ProductTileFor(Outputs);
        InputPitch = WeightOrder.RoundUp(input.Shape.C, ConvolutionTile.Depth);
        OutputPitch = WeightOrder.RoundUp(Outputs, ProductTile.Outputs);
        TileRows = tile.Along(step.Output.Shape.H);
        TileColumns = tile.Along(step.Output.Shape.W);
        Tiles = tile.Count(step.Output.Shape);
        long bytes = tile.Positions * sizeof(float) * (long)(InputPitch + OutputPitch) * ProductTile.Pixels;
        BandTiles = WinogradTile.BandTiles(Tiles, ProductTile.Pixels, ScratchBytes / bytes);
    }

    /// <summary>What the transforms compute.</summary>
    public WinogradTile Tile { get; }

    /// <summary>What a group of the product computes; its pixels are tiles.</summary>
    public ConvolutionTile ProductTile { get; }

    public int Outputs { get; }

    /// <summary>Inputs, padded.</summary>
    public int InputPitch { get; }

    /// <summary>Outputs, padded.</summary>
    public int OutputPitch { get; }

    public int TileRows { get; }

    public int TileColumns { get; }

    /// <summary>Tiles of all images.</summary>
    public long Tiles { get; }

    /// <summary>Tiles of a band, a multiple of the product's tile.</summary>
    public int BandTiles { get; }

    public long WindowBytes => (long)Tile.Positions * BandTiles * InputPitch * sizeof(float);

    public long ProductBytes => (long)Tile.Positions * BandTiles * OutputPitch * sizeof(float);

    /// <summary>Bytes of the transformed weights: 16/9 or four times those of the 3×3 filters.</summary>
    public long WeightBytes => (long)Tile.Positions * InputPitch * OutputPitch * sizeof(float);

    /// <summary>The product's tile for so many outputs: its positions make groups enough for any device.</summary>
    public static ConvolutionTile ProductTileFor(int outputs) => ConvolutionTile.For(outputs, pixels: 1, multiprocessors: 0);

    /// <summary>How the product reads the weights.</summary>
    public WeightOrder WeightOrder =>
        new(Tile == WinogradTile.Two ? WeightKind.Winograd2 : WeightKind.Winograd4, ConvolutionTile.Depth, ProductTile.Outputs);
}
