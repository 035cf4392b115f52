using System.Numerics;
using System.Runtime.InteropServices;

namespace GpuRetinex.Weights.TensorFlow;

/// <summary>
/// CRC-32C (Castagnoli) as TensorFlow stores it: rotated right by 15 and 0xa282ead8 added, so that the checksum of data
/// which holds checksums stays strong. Uses the processor's instruction where there is one.
/// </summary>
internal static class MaskedChecksum
{
    private const uint Mask = 0xa282ead8;

    /// <summary>The masked checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (byte single in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, single);
        return BitOperations.RotateRight(~crc, 15) + Mask;
    }
}
