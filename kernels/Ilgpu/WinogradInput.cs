using System.Runtime.CompilerServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// First pass of Winograd's convolution: Bᵀ d B of every 6×6 window. One thread for each tile and channel, the channel fastest, so
/// that neighbouring threads read and write consecutive channels; the window's 36 values are registers.
/// </summary>
internal static class WinogradInput
{
    /// <summary>Launch with at least tiles · input pitch threads.</summary>
    internal static void Compute(WinogradArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        int tile = index / arguments.InputPitch, channel = index - tile * arguments.InputPitch;
        if (tile >= arguments.Tiles) return;

        int place = tile + arguments.FirstTile;
        int line = place / arguments.TileColumns;
        int image = line / arguments.TileRows;
        int row = (line - image * arguments.TileRows) * 4 + arguments.FirstRow;
        int column = (place - line * arguments.TileColumns) * 4 + arguments.FirstColumn;
        int firstLine = image * arguments.Height;
        Six column0 = LoadColumn(arguments, firstLine, row, column, channel);
        Six column1 = LoadColumn(arguments, firstLine, row, column + 1, channel);
        Six column2 = LoadColumn(arguments, firstLine, row, column + 2, channel);
        Six column3 = LoadColumn(arguments, firstLine, row, column + 3, channel);
        Six column4 = LoadColumn(arguments, firstLine, row, column + 4, channel);
        Six column5 = LoadColumn(arguments, firstLine, row, column + 5, channel);

        int step = arguments.TilePitch * arguments.InputPitch;
        StoreRow(arguments, index, step, new Six(column0.V0, column1.V0, column2.V0, column3.V0, column4.V0, column5.V0));
        StoreRow(arguments, index + 6 * step, step, new Six(column0.V1, column1.V1, column2.V1, column3.V1, column4.V1, column5.V1));
        StoreRow(arguments, index + 12 * step, step, new Six(column0.V2, column1.V2, column2.V2, column3.V2, column4.V2, column5.V2));
        StoreRow(arguments, index + 18 * step, step, new Six(column0.V3, column1.V3, column2.V3, column3.V3, column4.V3, column5.V3));
        StoreRow(arguments, index + 24 * step, step, new Six(column0.V4, column1.V4, column2.V4, column3.V4, column4.V4, column5.V4));
        StoreRow(arguments, index + 30 * step, step, new Six(column0.V5, column1.V5, column2.V5, column3.V5, column4.V5, column5.V5));
    }

    /// <summary>A column of the window times Bᵀ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Six LoadColumn(in WinogradArguments arguments, int firstLine, int row, int column, int channel)
    {
        bool exists = (uint)column < (uint)arguments.Width & channel < arguments.Input.Channels;
        return new Six(
            Load(arguments, firstLine, row, column, channel, exists),
            Load(arguments, firstLine, row + 1, column, channel, exists),
            Load(arguments, firstLine, row + 2, column, channel, exists),
            Load(arguments, firstLine, row + 3, column, channel, exists),
            Load(arguments, firstLine, row + 4, column, channel, exists),
            Load(arguments, firstLine, row + 5, column, channel, exists)).TransformInput();
    }

    /// <summary>A value of the input, or zero in the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Load(in WinogradArguments arguments, int firstLine, int row, int column, int channel, bool exists)
    {
        bool inside = exists & (uint)row < (uint)arguments.Height;
        float value = arguments.Input.LoadDense(inside ? (firstLine + row) * arguments.Width + column : 0, inside ? channel : 0);
        return inside ? value : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(in WinogradArguments arguments, int index, int step, Six row)
    {
        Six values = row.TransformInput();
        arguments.Windows[index] = values.V0;
        arguments.Windows[index + step] = values.V1;
        arguments.Windows[index + 2 * step] = values.V2;
        arguments.Windows[index + 3 * step] = values.V3;
        arguments.Windows[index + 4 * step] = values.V4;
        arguments.Windows[index + 5 * step] = values.V5;
    }
}
