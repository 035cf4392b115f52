using System.Runtime.CompilerServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Third pass of Winograd's convolution with tiles of 2×2 outputs: Aᵀ m A of a tile's 16 products, then the epilogue. One thread
/// for each tile and channel, the channel fastest.
/// </summary>
internal static class WinogradOutput2
{
    /// <summary>Launch with at least tiles · outputs threads.</summary>
    internal static void Compute(WinogradArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        int tile = index / arguments.Outputs, channel = index - tile * arguments.Outputs;
        if (tile >= arguments.Tiles) return;

        int step = arguments.TilePitch * arguments.OutputPitch;
        int first = tile * arguments.OutputPitch + channel;
        Four column0 = LoadColumn(arguments, first, step);
        Four column1 = LoadColumn(arguments, first + step, step);
        Four column2 = LoadColumn(arguments, first + 2 * step, step);
        Four column3 = LoadColumn(arguments, first + 3 * step, step);

        var place = TilePlace.Of(arguments, tile);
        int row = place.Row * 2, column = place.Column * 2;
        int firstLine = place.Image * arguments.OutputHeight;
        StoreRow(
            arguments, firstLine, row, column, channel,
            new Four(column0.FirstOutput, column1.FirstOutput, column2.FirstOutput, column3.FirstOutput));
        StoreRow(
            arguments, firstLine, row + 1, column, channel,
            new Four(column0.SecondOutput, column1.SecondOutput, column2.SecondOutput, column3.SecondOutput));
    }

    /// <summary>A column of the products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four LoadColumn(in WinogradArguments arguments, int first, int step) => new(
        arguments.Products[first],
        arguments.Products[first + 4 * step],
        arguments.Products[first + 8 * step],
        arguments.Products[first + 12 * step]);

    /// <summary>Finishes and stores what exists of two pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(in WinogradArguments arguments, int firstLine, int row, int column, int channel, Four products)
    {
        if (row >= arguments.OutputHeight) return;
        int line = firstLine + row;
        arguments.Epilogue.Store(new PixelPlace(line, column), channel, products.FirstOutput);
        if (column + 1 < arguments.OutputWidth)
            arguments.Epilogue.Store(new PixelPlace(line, column + 1), channel, products.SecondOutput);
    }
}
