using System.Runtime.CompilerServices;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>A tile of Winograd's convolution: its image, its row and its column among the tiles of that image.</summary>
internal struct TilePlace(int image, int row, int column)
{
    public int Image = image;
    public int Row = row;
    public int Column = column;

    /// <summary>Of a tile of a band.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TilePlace Of(in WinogradArguments arguments, int tile)
    {
        int place = tile + arguments.FirstTile;
        int line = place / arguments.TileColumns;
        int image = line / arguments.TileRows;
        return new TilePlace(image, line - image * arguments.TileRows, place - line * arguments.TileColumns);
    }
}
