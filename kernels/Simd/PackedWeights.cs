using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// Weights in the order in which tiles read them: blocks of 4, 2 or 1 vectors of output channels, each
/// [taps][input channels][vectors · lanes], the last block filled up with zeros; and the bias filled up likewise.
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

    /// <param name="source">Weights in any order.</param>
    /// <param name="order">Where in the source a weight lies.</param>
    /// <param name="paddedInputs">Input channels to make, at least those of the source; the further ones are zeros.</param>
    /// <param name="bias">Bias of each output, or null for zeros.</param>
    public static PackedWeights Pack<TVector>(float[] source, WeightOrder order, int paddedInputs, float[]? bias)
        where TVector : struct, ISimdVector<TVector>
    {
        int outputs = order.Outputs, vectorCount = (outputs + TVector.Count - 1) / TVector.Count;
        var packed = new PackedWeights((long)vectorCount * TVector.Count * order.Taps * paddedInputs, vectorCount * TVector.Count);
        packed.SetBias(bias);

        float* target = packed._weights.Pointer;
        for (int first = 0; first < vectorCount;)
        {
            int vectors = Math.Min(TVector.TileVectors, vectorCount - first);
            if (vectors == 3) vectors = 2;
            int channel = first * TVector.Count, width = vectors * TVector.Count;
            var block = new Block(target, packed._bias.Pointer + channel, channel, Math.Min(width, outputs - channel), vectors);
            packed.Blocks.Add(block);
            target = Fill(target, source, order, block, paddedInputs, width);
            first += vectors;
        }

        return packed;
    }

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    /// <summary>Writes a block; optimised at once, for a network's start waits for some million weights.</summary>
    /// <returns>Where the next block begins.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float* Fill(float* target, float[] source, in WeightOrder order, in Block block, int paddedInputs, int width)
    {
        for (int tap = 0; tap < order.Taps; tap++)
            for (int input = 0; input < paddedInputs; input++)
            {
                int channels = input < order.Inputs ? block.Channels : 0;
                int index = block.FirstChannel * order.OutputStep + input * order.InputStep + tap * order.TapStep + order.First;
                for (int lane = 0; lane < channels; lane++, index += order.OutputStep) target[lane] = source[index];
                new Span<float>(target + channels, width - channels).Clear();
                target += width;
            }

        return target;
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
    internal readonly record struct Block(nint Weights, nint Bias, int FirstChannel, int Channels, int Vectors)
    {
        public Block(float* weights, float* bias, int firstChannel, int channels, int vectors)
            : this((nint)weights, (nint)bias, firstChannel, channels, vectors)
        {
        }
    }
}
