using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// Weights in the order in which tiles read them: blocks of 4, 2 or 1 vectors of output channels, each
/// [taps][input channels][vectors · lanes], the last block filled up with zeros; and the bias filled up likewise. Of layers with
/// few outputs see <see cref="NarrowTile"/>.
/// </summary>
internal sealed unsafe class PackedWeights
{
    private readonly float* _weights, _bias;
    private readonly long _elements;
    private readonly int _paddedOutputs;

    private PackedWeights(WeightMemory memory, long elements, int paddedOutputs, float[]? bias)
    {
        (_elements, _paddedOutputs) = (elements, paddedOutputs);
        _weights = memory.Take(elements);
        _bias = memory.Take(paddedOutputs);
        var padded = new Span<float>(_bias, paddedOutputs);
        padded.Clear();
        bias?.CopyTo(padded);
    }

    public List<Block> Blocks { get; } = [];

    public long Bytes => (_elements + _paddedOutputs) * sizeof(float);

    /// <param name="memory">Where to put them.</param>
    /// <param name="taps">Positions of the kernel.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="filter">Reads the taps between an input and an output.</param>
    /// <param name="bias">Bias of each output, or null for zeros.</param>
    public static PackedWeights Pack<TVector>(
        WeightMemory memory, int taps, int inputs, int outputs, FilterReader filter, float[]? bias)
        where TVector : struct, ISimdVector<TVector>
    {
        if (NarrowTile.Suits<TVector>(inputs, outputs)) return PackNarrow<TVector>(memory, taps, inputs, outputs, filter, bias);
        int vectorCount = (outputs + TVector.Count - 1) / TVector.Count;

        // Rows of taps of an odd number of channels are multiplied by tiles of two vectors only (RowProducts.Suits).
        int most = inputs % 2 == 0 ? TVector.TileVectors : Math.Min(TVector.TileVectors, 2);
        var packed = new PackedWeights(
            memory, (long)vectorCount * TVector.Count * taps * inputs, vectorCount * TVector.Count, bias);
        for (int first = 0; first < vectorCount;)
        {
            int vectors = Math.Min(most, vectorCount - first);
            if (vectors == 3) vectors = 2;
            int channel = first * TVector.Count, width = vectors * TVector.Count;
            float* target = packed._weights + (long)channel * taps * inputs;
            packed.Blocks.Add(
                new Block(target, packed._bias + channel, channel, Math.Min(width, outputs - channel), vectors, width));
            first += vectors;
        }

        // Inputs, not outputs, go to different threads: neighbouring outputs share cache lines.
        int widest = packed.Blocks.Max(block => block.Width);
        Parallel.For(0, inputs, () => (Rows: new float[taps * widest], Values: new float[taps]), (input, _, scratch) =>
        {
            foreach (Block block in packed.Blocks) block.Fill(filter, input, inputs, scratch.Rows, scratch.Values);
            return scratch;
        }, _ => { });
        return packed;
    }

    /// <summary>One block, [taps][vectors of input channels][1 or 3 outputs][lanes]; the bias of some pixels.</summary>
    private static PackedWeights PackNarrow<TVector>(
        WeightMemory memory, int taps, int inputs, int outputs, FilterReader filter, float[]? bias)
        where TVector : struct, ISimdVector<TVector>
    {
        int width = NarrowTile.WidthOf(outputs);
        var packed = new PackedWeights(
            memory, (long)taps * inputs * width, NarrowTile.BiasPixels * width, NarrowTile.RepeatBias(bias, outputs));
        float* target = packed._weights;
        new Span<float>(target, (int)packed._elements).Clear();
        packed.Blocks.Add(new Block(target, packed._bias, 0, outputs, vectors: 1, width));
        var values = new float[taps];
        for (int output = 0; output < outputs; output++)
            for (int input = 0; input < inputs; input++)
            {
                filter(output, input, values);
                int vector = input / TVector.Count * width + output;
                for (int tap = 0; tap < taps; tap++)
                    target[tap * inputs * width + vector * TVector.Count + input % TVector.Count] = values[tap];
            }

        return packed;
    }

    /// <summary>Reads the taps between an input channel and an output channel.</summary>
    internal delegate void FilterReader(int output, int input, Span<float> taps);

    /// <summary>Weights of some consecutive output channels.</summary>
    /// <param name="Weights">[taps][input channels][Vectors · lanes].</param>
    /// <param name="Bias">[Vectors · lanes].</param>
    /// <param name="FirstChannel">First output channel.</param>
    /// <param name="Channels">Output channels that exist.</param>
    /// <param name="Vectors">Vectors of output channels.</param>
    /// <param name="Width">Weights of one input channel and tap.</param>
    internal readonly record struct Block(nint Weights, nint Bias, int FirstChannel, int Channels, int Vectors, int Width)
    {
        public Block(float* weights, float* bias, int firstChannel, int channels, int vectors, int width)
            : this((nint)weights, (nint)bias, firstChannel, channels, vectors, width)
        {
        }

        /// <summary>Whether <see cref="NarrowTile"/> computes the block.</summary>
        public bool IsNarrow => Width <= NarrowTile.Outputs;

        /// <summary>
        /// Writes one input channel's weights, zeros behind the last output. They are gathered first: a row for each tap, often 4
        /// KiB from the next, is then written once.
        /// </summary>
        /// <param name="filter">Reads the taps of one output.</param>
        /// <param name="input">The input channel.</param>
        /// <param name="inputs">Input channels.</param>
        /// <param name="rows">[taps][Width], for the work in between.</param>
        /// <param name="values">[taps], likewise.</param>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Fill(FilterReader filter, int input, int inputs, Span<float> rows, Span<float> values)
        {
            rows = rows[..(values.Length * Width)];
            if (Channels < Width) rows.Clear();
            for (int lane = 0; lane < Channels; lane++)
            {
                filter(FirstChannel + lane, input, values);
                for (int tap = 0; tap < values.Length; tap++) rows[tap * Width + lane] = values[tap];
            }

            for (int tap = 0; tap < values.Length; tap++)
                rows.Slice(tap * Width, Width)
                    .CopyTo(new Span<float>((float*)Weights + ((long)tap * inputs + input) * Width, Width));
        }
    }
}
