using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// Which algorithm computes a convolution: the one asked for where it can, else the one expected to be the fastest.
/// </summary>
/// <param name="precision">Decides which there are.</param>
/// <param name="choice">What is asked for; null for nothing.</param>
internal sealed class ConvolutionAlgorithm(Precision precision, IAlgorithmChoice? choice)
{
    public const string Direct = "direct";

    /// <summary>Winograd's algorithm with tiles of so many outputs, as <see cref="WinogradKernel"/> names it.</summary>
    public static readonly string Winograd2 = WinogradName<WinogradTile2>(), Winograd4 = WinogradName<WinogradTile4>(),
        Winograd6 = WinogradName<WinogradTile6>();

    /// <summary>
    /// Pairs of channels up to which 6×6 tiles serve. Beyond, reading the transformed weights from memory costs as much as
    /// multiplying them, and those of 6×6 tiles are nearly twice as large (268 MB for 2048 → 512 channels).
    /// </summary>
    private const int MostPairsOfLargeTiles = 128 * 128;

    /// <summary>
    /// Channels on either side from which the transforms pay: they cost as much as some ten multiply-adds for each.
    /// </summary>
    private const int FewestChannels = 16;

    /// <summary>Tiles whose products take as long as reading the weights.</summary>
    private const int WeightTiles = 24;

    /// <summary>All that a device has.</summary>
    public static IReadOnlyList<string> All(Precision precision) =>
        precision == Precision.Exact ? [Direct] : [Direct, Winograd2, Winograd4, Winograd6];

    /// <summary>The name of Winograd's algorithm with such tiles.</summary>
    public static string WinogradName<TTile>()
        where TTile : struct, IWinogradTile => $"winograd {TTile.OutputSide}x{TTile.OutputSide}";

    /// <summary>The algorithm of a step.</summary>
    /// <param name="op">The convolution.</param>
    /// <param name="step">Its step.</param>
    /// <param name="kernel">Shape of its weights.</param>
    /// <param name="output">What is computed at once: the whole output, or every so many rows and columns of a dilated
    /// one.</param>
    public string For(Convolution2D op, Step step, Shape kernel, TensorView output)
    {
        if (precision == Precision.Exact || !FitsWinograd(op, kernel)) return Direct;
        bool fitsLargeTiles = kernel[0] * (long)kernel[1] <= MostPairsOfLargeTiles;
        string? asked = choice?.For(step);
        if (asked == Direct || asked == Winograd2 || asked == Winograd4 || (asked == Winograd6 && fitsLargeTiles)) return asked;
        if (Math.Min(kernel[0], kernel[1]) < FewestChannels) return Direct;
        long two = WinogradWork<WinogradTile2>(output), four = WinogradWork<WinogradTile4>(output);
        if (DirectWork(output) < Math.Min(two, four)) return Direct;
        if (fitsLargeTiles && WinogradWork<WinogradTile6>(output) < Math.Min(two, four)) return Winograd6;
        return two < four ? Winograd2 : Winograd4;
    }

    /// <summary>
    /// Whether Winograd's algorithm computes such a convolution at all: weights of very few outputs are packed otherwise.
    /// </summary>
    private static bool FitsWinograd(Convolution2D op, Shape kernel) =>
        op is { Stride: 1 } && kernel[2] == 3 && kernel[3] == 3 && kernel[0] > NarrowTile.Outputs;

    /// <summary>
    /// Multiplications for each pair of channels. Tiles are multiplied twelve at a time, and reading a position's weights takes
    /// as long as multiplying them with some more tiles, which keeps large tiles away from small maps.
    /// </summary>
    private static long WinogradWork<TTile>(TensorView output)
        where TTile : struct, IWinogradTile
    {
        int side = TTile.OutputSide;
        long tiles = (long)output.Batch * ((output.Height + side - 1) / side) * ((output.Width + side - 1) / side);
        long multiplied = (tiles + RowProducts.Rows - 1) / RowProducts.Rows * RowProducts.Rows;
        return (multiplied + WeightTiles) * WinogradTransform<TTile>.Positions;
    }

    /// <summary>
    /// The same for direct convolution, whose nine multiplications take as long as 16 of Winograd's product.
    /// Fitted, as <see cref="WeightTiles"/> was, to squares of 2 to 40 pixels with 64 to 512 channels.
    /// </summary>
    private static long DirectWork(TensorView output)
    {
        const int WeightPixels = 8, Multiplications = 16;
        return (output.Rows * (long)output.Width + WeightPixels) * Multiplications;
    }
}
