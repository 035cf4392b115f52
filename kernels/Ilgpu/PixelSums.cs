using System.Runtime.CompilerServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// The sums of 8 consecutive output pixels × 4 channels: 32 registers, each named, as an indexed array would live in memory.
/// </summary>
internal struct PixelSums
{
    /// <summary>Of the first four pixels.</summary>
    public PixelQuad First;

    /// <summary>Of the other four.</summary>
    public PixelQuad Second;

    /// <summary>Adds one row of K: a value for each of the 8 pixels times a weight for each of the 4 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly PixelSums MultiplyAdd(Float4 first, Float4 second, Float4 weights) => new()
    {
        First = First.MultiplyAdd(first, weights),
        Second = Second.MultiplyAdd(second, weights),
    };

    /// <summary>Stores the sums as they are.</summary>
    /// <param name="target">Quads of channels.</param>
    /// <param name="index">The first pixel's quad.</param>
    /// <param name="pitch">Quads from one pixel to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreAll(ArrayView<Float4> target, int index, int pitch)
    {
        First.StoreAll(target, index, pitch);
        Second.StoreAll(target, index + 4 * pitch, pitch);
    }

    /// <summary>Finishes and stores what exists of the 8 pixels and 4 channels, which lie on 16-byte boundaries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(in ConvolutionArguments arguments, int pixel, int channel)
    {
        if (channel >= arguments.Epilogue.Output.Channels) return;
        First.Store(arguments, pixel, channel, inFours: true);
        Second.Store(arguments, pixel + 4, channel, inFours: true);
    }
}
