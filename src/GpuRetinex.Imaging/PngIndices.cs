using System.Buffers.Binary;

namespace GpuRetinex.Imaging;

/// <summary>
/// Reads a palette PNG's indices rather than its colours: libvips always looks the colours up, so it is given the same file
/// declared grey and without a palette (PNG specification, 3rd edition, sections 5 and 11.2).
/// </summary>
internal static class PngIndices
{
    private const int SignatureLength = 8, ChunkOverhead = 12;
    private const int HeaderDepth = 16 + 8, HeaderColourType = HeaderDepth + 1, HeaderEnd = SignatureLength + 13 + ChunkOverhead;
    private const byte Grey = 0, Palette = 3;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Whether the file is a PNG of one channel, indices or grey levels.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="bits">Bits per sample: 1, 2, 4, 8 or 16.</param>
    public static bool HasOneChannel(ReadOnlySpan<byte> bytes, out int bits)
    {
        bits = 0;
        if (bytes.Length < HeaderEnd || !bytes.StartsWith(Signature)) return false;
        bits = bytes[HeaderDepth];
        return bytes[HeaderColourType] is Grey or Palette;
    }

    /// <summary>The same file as grey levels: the palette's indices become the samples.</summary>
    public static byte[] AsGrey(ReadOnlySpan<byte> bytes)
    {
        using var grey = new MemoryStream(bytes.Length);
        Span<byte> header = bytes[..HeaderEnd].ToArray();
        header[HeaderColourType] = Grey;
        BinaryPrimitives.WriteUInt32BigEndian(header[^4..], Crc32(header[(SignatureLength + 4)..^4]));
        grey.Write(header);
        for (int start = HeaderEnd; start + ChunkOverhead <= bytes.Length;)
        {
            long length = ChunkOverhead + (long)BinaryPrimitives.ReadUInt32BigEndian(bytes[start..]);
            int end = (int)Math.Min(bytes.Length, start + length);
            ReadOnlySpan<byte> type = bytes.Slice(start + 4, 4);
            if (type.SequenceEqual("IDAT"u8) || type.SequenceEqual("IEND"u8)) grey.Write(bytes[start..end]);
            start = end;
        }

        return grey.ToArray();
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
