using System.Collections.Immutable;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>What one group of ConvolutionTiled.comp computes.</summary>
/// <param name="Threads">Threads of the group.</param>
/// <param name="Quads">Quads of outputs of a thread.</param>
/// <param name="OutputThreads">Threads side by side along the outputs.</param>
internal readonly record struct ConvolutionTile(int Threads, int Quads, int OutputThreads)
{
    /// <summary>Rows of K in shared memory at a time.</summary>
    public const int Depth = 16;

    private const int ThreadPixels = 8;

    /// <summary>128 pixels × 64 outputs.</summary>
    private static readonly ConvolutionTile _wide = new(128, 2, 8);

    /// <summary>64 pixels × 64 outputs, for maps that would leave most of a device idle.</summary>
    private static readonly ConvolutionTile _small = new(64, 2, 8);

    /// <summary>128 pixels × 32 outputs.</summary>
    private static readonly ConvolutionTile _narrow = new(128, 1, 8);

    /// <summary>128 pixels × 16 outputs.</summary>
    private static readonly ConvolutionTile _thin = new(64, 1, 4);

    public int Pixels => Threads / OutputThreads * ThreadPixels;

    public int Outputs => OutputThreads * Quads * 4;

    /// <summary>Every shape, the large ones first.</summary>
    public static ImmutableArray<ConvolutionTile> All { get; } = [_wide, _small, _narrow, _thin];

    /// <summary>How the product of windows with such tiles is called.</summary>
    public string Algorithm => $"tiled {Pixels}x{Outputs}";

    /// <summary>The tile that wastes least.</summary>
    /// <param name="outputs">Output channels.</param>
    /// <param name="pixels">Output pixels; where they are few, large tiles would give fewer groups than multiprocessors.</param>
    /// <param name="multiprocessors">Of the device.</param>
    public static ConvolutionTile For(int outputs, long pixels, int multiprocessors) =>
        outputs <= 16 ? _thin : outputs <= 32 ? _narrow : pixels < (long)_wide.Pixels * multiprocessors ? _small : _wide;
}
