using System.Runtime.CompilerServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// First pass of Winograd's convolution with tiles of 2×2 outputs: Bᵀ d B of every 4×4 window. One thread for each tile and
/// channel, the channel fastest, so that neighbouring threads read and write consecutive channels; the window's 16 values are
/// registers.
/// </summary>
internal static class WinogradInput2
{
    /// <summary>Launch with at least tiles · input pitch threads.</summary>
    internal static void Compute(WinogradArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        int tile = index / arguments.InputPitch, channel = index - tile * arguments.InputPitch;
        if (tile >= arguments.Tiles) return;

        var window = WinogradWindow.Of(arguments, tile, channel, side: 2);
        Four column0 = LoadColumn(arguments, window, 0);
        Four column1 = LoadColumn(arguments, window, 1);
        Four column2 = LoadColumn(arguments, window, 2);
        Four column3 = LoadColumn(arguments, window, 3);

        int step = arguments.TilePitch * arguments.InputPitch, place = arguments.WindowPlace(tile, channel);
        StoreRow(arguments, place, step, new Four(column0.V0, column1.V0, column2.V0, column3.V0));
        StoreRow(arguments, place + 4 * step, step, new Four(column0.V1, column1.V1, column2.V1, column3.V1));
        StoreRow(arguments, place + 8 * step, step, new Four(column0.V2, column1.V2, column2.V2, column3.V2));
        StoreRow(arguments, place + 12 * step, step, new Four(column0.V3, column1.V3, column2.V3, column3.V3));
    }

    /// <summary>A column of the window times Bᵀ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four LoadColumn(in WinogradArguments arguments, WinogradWindow window, int column)
    {
        bool exists = window.HasColumn(arguments, column);
        return new Four(
            window.Load(arguments, 0, column, exists),
            window.Load(arguments, 1, column, exists),
            window.Load(arguments, 2, column, exists),
            window.Load(arguments, 3, column, exists)).TransformInput();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(in WinogradArguments arguments, int place, int step, Four row)
    {
        Four values = row.TransformInput();
        arguments.Windows[place] = values.V0;
        arguments.Windows[place + step] = values.V1;
        arguments.Windows[place + 2 * step] = values.V2;
        arguments.Windows[place + 3 * step] = values.V3;
    }
}
