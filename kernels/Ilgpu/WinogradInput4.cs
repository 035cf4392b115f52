using System.Runtime.CompilerServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// First pass of Winograd's convolution with tiles of 4×4 outputs: Bᵀ d B of every 6×6 window. One thread for each tile and
/// channel, the channel fastest, so that neighbouring threads read and write consecutive channels; the window's 36 values are
/// registers.
/// </summary>
internal static class WinogradInput4
{
    /// <summary>Launch with at least tiles · input pitch threads.</summary>
    internal static void Compute(WinogradArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        int tile = index / arguments.InputPitch, channel = index - tile * arguments.InputPitch;
        if (tile >= arguments.Tiles) return;

        var window = WinogradWindow.Of(arguments, tile, channel, side: 4);
        Six column0 = LoadColumn(arguments, window, 0);
        Six column1 = LoadColumn(arguments, window, 1);
        Six column2 = LoadColumn(arguments, window, 2);
        Six column3 = LoadColumn(arguments, window, 3);
        Six column4 = LoadColumn(arguments, window, 4);
        Six column5 = LoadColumn(arguments, window, 5);

        int step = arguments.TilePitch * arguments.InputPitch, place = arguments.WindowPlace(tile, channel);
        StoreRow(arguments, place, step, new Six(column0.V0, column1.V0, column2.V0, column3.V0, column4.V0, column5.V0));
        StoreRow(
            arguments, place + 6 * step, step, new Six(column0.V1, column1.V1, column2.V1, column3.V1, column4.V1, column5.V1));
        StoreRow(
            arguments, place + 12 * step, step, new Six(column0.V2, column1.V2, column2.V2, column3.V2, column4.V2, column5.V2));
        StoreRow(
            arguments, place + 18 * step, step, new Six(column0.V3, column1.V3, column2.V3, column3.V3, column4.V3, column5.V3));
        StoreRow(
            arguments, place + 24 * step, step, new Six(column0.V4, column1.V4, column2.V4, column3.V4, column4.V4, column5.V4));
        StoreRow(
            arguments, place + 30 * step, step, new Six(column0.V5, column1.V5, column2.V5, column3.V5, column4.V5, column5.V5));
    }

    /// <summary>A column of the window times Bᵀ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Six LoadColumn(in WinogradArguments arguments, WinogradWindow window, int column)
    {
        bool exists = window.HasColumn(arguments, column);
        return new Six(
            window.Load(arguments, 0, column, exists),
            window.Load(arguments, 1, column, exists),
            window.Load(arguments, 2, column, exists),
            window.Load(arguments, 3, column, exists),
            window.Load(arguments, 4, column, exists),
            window.Load(arguments, 5, column, exists)).TransformInput();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(in WinogradArguments arguments, int place, int step, Six row)
    {
        Six values = row.TransformInput();
        arguments.Windows[place] = values.V0;
        arguments.Windows[place + step] = values.V1;
        arguments.Windows[place + 2 * step] = values.V2;
        arguments.Windows[place + 3 * step] = values.V3;
        arguments.Windows[place + 4 * step] = values.V4;
        arguments.Windows[place + 5 * step] = values.V5;
    }
}
