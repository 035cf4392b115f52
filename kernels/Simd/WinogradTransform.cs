using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// The two-dimensional transforms of a tile of Winograd's minimal filtering: the one-dimensional ones on columns, then on rows.
/// </summary>
/// <typeparam name="TTile">F(m, 3).</typeparam>
internal static unsafe class WinogradTransform<TTile>
    where TTile : struct, IWinogradTile
{
    /// <summary>Side of the patch of outputs that a tile gives.</summary>
    public static int OutputSide => TTile.OutputSide;

    /// <summary>Side of a tile's window of inputs, and of the transformed tile.</summary>
    public static int Side => TTile.OutputSide + 2;

    /// <summary>Elements of a transformed tile.</summary>
    public static int Positions => Side * Side;

    /// <summary>Channels that a transformed tile keeps together at each position, whatever the vector.</summary>
    public const int RunChannels = RowProducts.RunChannels;

    /// <summary>
    /// Elements from one run of channels of a transformed tile to the next: a cache line more than the tile has, because 64
    /// positions fill a page, and places a page apart share one cache set.
    /// </summary>
    public static int RunStep => (Positions + 1) * RunChannels;

    /// <summary>Where a channel of a transformed tile begins, in elements.</summary>
    public static nint Offset(int channel) => channel / RunChannels * RunStep + channel % RunChannels;

    /// <summary>G g Gᵀ of one 3×3 filter, in double precision.</summary>
    /// <param name="filter">Nine taps.</param>
    /// <param name="target"><see cref="Positions"/> values.</param>
    public static void Filter(ReadOnlySpan<float> filter, Span<float> target) =>
        WinogradFilter.Transform(filter, TTile.Filter, Side, target);

    /// <summary>Bᵀ d B of the windows of a run of vectors of channels.</summary>
    /// <param name="source">The window's first pixel.</param>
    /// <param name="rowStep">Elements from row to row.</param>
    /// <param name="pixelStep">Elements from pixel to pixel.</param>
    /// <param name="channels">Channels, whole vectors.</param>
    /// <param name="target">[runs][<see cref="Positions"/>][<see cref="RunChannels"/>], runs <see cref="RunStep"/> apart.</param>
    /// <param name="half"><see cref="Positions"/> vectors of scratch, aligned: stores across cache lines would take twice as
    /// long.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Input<TVector>(float* source, nint rowStep, nint pixelStep, int channels, float* target, float* half)
        where TVector : struct, ISimdVector<TVector>
    {
        for (int channel = 0; channel < channels; channel += TVector.Count)
        {
            for (int j = 0; j < Side; j++)
                TTile.Input<TVector>(source + j * pixelStep, rowStep, half + j * TVector.Count, Side * TVector.Count);
            float* result = target + Offset(channel);
            for (int i = 0; i < Side; i++)
                TTile.Input<TVector>(
                    half + i * Side * TVector.Count, TVector.Count, result + i * Side * RunChannels, RunChannels);
            source += TVector.Count;
        }
    }

    /// <summary>Aᵀ M A of a run of vectors of channels.</summary>
    /// <param name="source">[runs][<see cref="Positions"/>][<see cref="RunChannels"/>], runs <see cref="RunStep"/> apart.</param>
    /// <param name="channels">Channels, whole vectors.</param>
    /// <param name="target">Patch of outputs, [rows][columns][<paramref name="channels"/>], contiguous.</param>
    /// <param name="half"><see cref="Positions"/> vectors of scratch, aligned.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Output<TVector>(float* source, int channels, float* target, float* half)
        where TVector : struct, ISimdVector<TVector>
    {
        for (int channel = 0; channel < channels; channel += TVector.Count)
        {
            OutputColumns<TVector>(source + Offset(channel), half);
            for (int i = 0; i < OutputSide; i++)
                TTile.Output<TVector, MemorySink<TVector>>(
                    half + i * Side * TVector.Count, TVector.Count,
                    new MemorySink<TVector>(target + i * OutputSide * channels, channels));
            target += TVector.Count;
        }
    }

    /// <summary>Aᵀ M of one vector of channels.</summary>
    /// <param name="source">[<see cref="Positions"/>], <see cref="RunChannels"/> elements apart.</param>
    /// <param name="half">[<see cref="OutputSide"/>][<see cref="Side"/>][lanes].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputColumns<TVector>(float* source, float* half)
        where TVector : struct, ISimdVector<TVector>
    {
        for (int j = 0; j < Side; j++)
            TTile.Output<TVector, MemorySink<TVector>>(
                source + j * RunChannels, Side * RunChannels,
                new MemorySink<TVector>(half + j * TVector.Count, Side * TVector.Count));
    }
}
