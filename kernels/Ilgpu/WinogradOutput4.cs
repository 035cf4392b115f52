using System.Runtime.CompilerServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Third pass of Winograd's convolution with tiles of 4×4 outputs: Aᵀ m A of a tile's 36 products, then the epilogue. One thread
/// for each tile and channel, the channel fastest.
/// </summary>
internal static class WinogradOutput4
{
    /// <summary>Launch with at least tiles · outputs threads.</summary>
    internal static void Compute(WinogradArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        int tile = index / arguments.Outputs, channel = index - tile * arguments.Outputs;
        if (tile >= arguments.Tiles) return;

        int step = arguments.TilePitch * arguments.OutputPitch;
        int first = tile * arguments.OutputPitch + channel;
        Float4 column0 = LoadColumn(arguments, first, step);
        Float4 column1 = LoadColumn(arguments, first + step, step);
        Float4 column2 = LoadColumn(arguments, first + 2 * step, step);
        Float4 column3 = LoadColumn(arguments, first + 3 * step, step);
        Float4 column4 = LoadColumn(arguments, first + 4 * step, step);
        Float4 column5 = LoadColumn(arguments, first + 5 * step, step);

        var place = TilePlace.Of(arguments, tile);
        int row = place.Row * 4, column = place.Column * 4;
        int firstLine = place.Image * arguments.OutputHeight;
        StoreRow(
            arguments, firstLine, row, column, channel,
            new Six(column0.X, column1.X, column2.X, column3.X, column4.X, column5.X));
        StoreRow(
            arguments, firstLine, row + 1, column, channel,
            new Six(column0.Y, column1.Y, column2.Y, column3.Y, column4.Y, column5.Y));
        StoreRow(
            arguments, firstLine, row + 2, column, channel,
            new Six(column0.Z, column1.Z, column2.Z, column3.Z, column4.Z, column5.Z));
        StoreRow(
            arguments, firstLine, row + 3, column, channel,
            new Six(column0.W, column1.W, column2.W, column3.W, column4.W, column5.W));
    }

    /// <summary>A column of the products times Aᵀ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4 LoadColumn(in WinogradArguments arguments, int first, int step) => new Six(
        arguments.Products[first],
        arguments.Products[first + 6 * step],
        arguments.Products[first + 12 * step],
        arguments.Products[first + 18 * step],
        arguments.Products[first + 24 * step],
        arguments.Products[first + 30 * step]).TransformOutput();

    /// <summary>Finishes and stores what exists of four pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(in WinogradArguments arguments, int firstLine, int row, int column, int channel, Six products)
    {
        if (row >= arguments.OutputHeight) return;
        Float4 values = products.TransformOutput();
        int line = firstLine + row;
        arguments.Epilogue.Store(new PixelPlace(line, column), channel, values.X);
        if (column + 1 < arguments.OutputWidth) arguments.Epilogue.Store(new PixelPlace(line, column + 1), channel, values.Y);
        if (column + 2 < arguments.OutputWidth) arguments.Epilogue.Store(new PixelPlace(line, column + 2), channel, values.Z);
        if (column + 3 < arguments.OutputWidth) arguments.Epilogue.Store(new PixelPlace(line, column + 3), channel, values.W);
    }
}
