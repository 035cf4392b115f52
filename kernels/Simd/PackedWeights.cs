using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// Weights in the order in which tiles read them: blocks of 4, 2 or 1 vectors of output channels, each
/// [taps][input channels][vectors · lanes], the last block filled up with zeros; and the bias filled up likewise. Of layers with
/// few outputs see <see cref="NarrowTile"/>.
/// </summary>
internal sealed unsafe class PackedWeights : IDisposable
{
    private readonly AlignedMemory _weights;
    private readonly AlignedMemory _bias;

    private PackedWeights(long elements, int paddedOutputs)
    {
        _weights = new AlignedMemory(elements);
        _bias = new AlignedMemory(paddedOutputs);
    }

    public List<Block> Blocks { get; } = [];

    public long Bytes => (_weights.Elements + _bias.Elements) * sizeof(float);

    /// <param name="taps">Positions of the kernel.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="weight">The weight of (output, input, tap).</param>
    /// <param name="bias">Bias of each output, or null for zeros.</param>
    public static PackedWeights Pack<TVector>(int taps, int inputs, int outputs, Func<int, int, int, float> weight, float[]? bias)
        where TVector : struct, ISimdVector<TVector>
    {
        if (NarrowTile.Suits<TVector>(inputs, outputs)) return PackNarrow<TVector>(taps, inputs, outputs, weight, bias);
        int vectorCount = (outputs + TVector.Count - 1) / TVector.Count;
        var packed = new PackedWeights((long)vectorCount * TVector.Count * taps * inputs, vectorCount * TVector.Count);
        packed.SetBias(bias);

        float* target = packed._weights.Pointer;
        for (int first = 0; first < vectorCount;)
        {
            int vectors = Math.Min(TVector.TileVectors, vectorCount - first);
            if (vectors == 3) vectors = 2;
            int channel = first * TVector.Count, width = vectors * TVector.Count;
            packed.Blocks.Add(new Block(target, packed._bias.Pointer + channel, channel, Math.Min(width, outputs - channel), vectors, width));
            for (int tap = 0; tap < taps; tap++)
                for (int input = 0; input < inputs; input++)
                    for (int lane = 0; lane < width; lane++)
                        *target++ = channel + lane < outputs ? weight(channel + lane, input, tap) : 0;
            first += vectors;
        }

        return packed;
    }

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    /// <summary>One block, [taps][vectors of input channels][outputs][lanes].</summary>
    private static PackedWeights PackNarrow<TVector>(
        int taps, int inputs, int outputs, Func<int, int, int, float> weight, float[]? bias)
        where TVector : struct, ISimdVector<TVector>
    {
        var packed = new PackedWeights((long)taps * inputs * NarrowTile.Outputs, TVector.Count);
        packed.SetBias(bias);
        float* target = packed._weights.Pointer;
        packed.Blocks.Add(new Block(target, packed._bias.Pointer, 0, outputs, vectors: 1, NarrowTile.Outputs));
        for (int tap = 0; tap < taps; tap++)
            for (int first = 0; first < inputs; first += TVector.Count)
                for (int output = 0; output < NarrowTile.Outputs; output++)
                    for (int lane = 0; lane < TVector.Count; lane++)
                        *target++ = output < outputs ? weight(output, first + lane, tap) : 0;
        return packed;
    }

    private void SetBias(float[]? bias)
    {
        var padded = new Span<float>(_bias.Pointer, (int)_bias.Elements);
        padded.Clear();
        bias?.CopyTo(padded);
    }

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
        public bool IsNarrow => Width == NarrowTile.Outputs;
    }
}
