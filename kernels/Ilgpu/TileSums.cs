using System.Runtime.CompilerServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>The sums of a thread of <see cref="ConvolutionTiled"/>: 8 pixels × 8 channels, or × 4 in a narrow tile.</summary>
internal struct TileSums
{
    /// <summary>Of the thread's first four channels.</summary>
    public PixelSums First;

    /// <summary>Of its other four, <see cref="ConvolutionTiled.QuadThreads"/> quads further; unused in a narrow tile.</summary>
    public PixelSums Second;

    /// <summary>Adds one row of K.</summary>
    /// <typeparam name="TTile">Whether there are other four channels.</typeparam>
    /// <param name="pixels">8 values for the thread's pixels.</param>
    /// <param name="filters">Weights from the thread's first channels on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TileSums MultiplyAdd<TTile>(ArrayView<Float4> pixels, ArrayView<Float4> filters)
        where TTile : struct, ITile
    {
        Float4 low = pixels[0], high = pixels[1];
        return new TileSums
        {
            First = First.MultiplyAdd(low, high, filters[0]),
            Second = TTile.Channels == 64 ? Second.MultiplyAdd(low, high, filters[ConvolutionTiled.QuadThreads]) : Second,
        };
    }
}
