using System.Runtime.CompilerServices;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>The window of inputs of one tile of Winograd's convolution, in one channel.</summary>
internal struct WinogradWindow(int firstLine, int row, int column, int channel)
{
    /// <summary>First line of the tile's image in the buffer.</summary>
    public int FirstLine = firstLine;

    /// <summary>The window's first row in the image; negative in the padding.</summary>
    public int Row = row;

    /// <summary>The window's first column; negative in the padding.</summary>
    public int Column = column;

    public int Channel = channel;

    /// <summary>Of a tile of a band, whose outputs are a square of a given side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WinogradWindow Of(in WinogradArguments arguments, int tile, int channel, int side)
    {
        var place = TilePlace.Of(arguments, tile);
        int row = place.Row * side + arguments.FirstRow, column = place.Column * side + arguments.FirstColumn;
        return new WinogradWindow(place.Image * arguments.Height, row, column, channel);
    }

    /// <summary>Whether a column of the window lies in the image, and the channel is none of the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool HasColumn(in WinogradArguments arguments, int column) =>
        (uint)(Column + column) < (uint)arguments.Width & Channel < arguments.Input.Channels;

    /// <summary>A value, or zero in the padding.</summary>
    /// <param name="arguments">Of the kernel.</param>
    /// <param name="row">Row of the window.</param>
    /// <param name="column">Column of the window.</param>
    /// <param name="exists"><see cref="HasColumn"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float Load(in WinogradArguments arguments, int row, int column, bool exists)
    {
        bool inside = exists & (uint)(Row + row) < (uint)arguments.Height;
        int pixel = (FirstLine + Row + row) * arguments.Width + Column + column;
        float value = arguments.Input.LoadDense(inside ? pixel : 0, inside ? Channel : 0);
        return inside ? value : 0;
    }
}
