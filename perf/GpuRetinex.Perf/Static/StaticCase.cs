namespace GpuRetinex.Perf.Static;

/// <summary>A convolution of ISSR at 600×400 pixels and the kernel that computes it.</summary>
/// <param name="Kernel">Name of the kernel's listing.</param>
/// <param name="Shape">Kernel size, channels, output size.</param>
/// <param name="BranchShare">Share of the hot loop's rounds that enter the code behind its conditional jumps.</param>
/// <param name="UsefulShare">Share of the computed sums that the output needs: the rest fills tiles up.</param>
internal sealed record StaticCase(string Kernel, string Shape, double BranchShare, double UsefulShare)
{
    private const int TilePixels = 128, TileDepth = 8;

    /// <summary>The hot shapes.</summary>
    public static IReadOnlyList<StaticCase> All { get; } =
    [
        Product(64, 64, 600, 400),
        Product(128, 128, 300, 200),
        Product(256, 256, 150, 100),
        Tiled("Wide", 3, 64, 64, 600, 400, 64),
        Tiled("Wide", 1, 128, 64, 600, 400, 64),
        Tiled("Narrow", 3, 32, 32, 600, 400, 32),
        new("ConvolutionDirect.Compute", "3x3 3→32 600x400", 1.0 / 3, 1),
        new("ConvolutionDirect.ComputeFours", "3x3 64→3 600x400", 4.0 / 64, 3.0 / 4),
        new("TransposedConvolution.Compute", "2x2 128→64 600x400", 1, 1),
    ];

    /// <summary>
    /// The product of Winograd's algorithm, whose operations are counted as done: a quarter of the convolution's, and the
    /// padding.
    /// </summary>
    private static StaticCase Product(int inputs, int outputs, int width, int height) => new(
        "WinogradProduct.Compute<WideTile>",
        $"3x3 {inputs}→{outputs} {width}x{height}",
        1,
        Filled((width + 3) / 4 * ((height + 3) / 4), TilePixels) * Filled(outputs, 64) * Filled(inputs, TileDepth));

    private static StaticCase Tiled(string tile, int kernel, int inputs, int outputs, int width, int height, int tileChannels) =>
        new(
        $"ConvolutionTiled.Compute<{tile}Tile>",
        $"{kernel}x{kernel} {inputs}→{outputs} {width}x{height}",
        (double)TileDepth / inputs,
        Filled(width * height, TilePixels) * Filled(outputs, tileChannels) * Filled(kernel * kernel * inputs, TileDepth));

    private static double Filled(int items, int tile) => (double)items / ((items + tile - 1) / tile * tile);
}
