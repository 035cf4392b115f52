using System.Buffers.Binary;
using System.IO.Compression;

namespace GpuRetinex.Imaging;

/// <summary>
/// Reads and writes a palette PNG's indices rather than its colours (PNG specification, 3rd edition, sections 5 and 11.2).
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

    /// <summary>A file of 8-bit indices.</summary>
    /// <param name="indices">Width × height indices, row by row.</param>
    /// <param name="width">Pixels per row.</param>
    /// <param name="palette">256 colours, RGB.</param>
    public static byte[] Encode(ReadOnlySpan<byte> indices, int width, ReadOnlySpan<byte> palette)
    {
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], indices.Length / width);
        header[8] = 8;
        header[9] = Palette;
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(rows, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int start = 0; start < indices.Length; start += width)
            {
                zlib.WriteByte(0);
                zlib.Write(indices.Slice(start, width));
            }
        }

        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "PLTE"u8, palette);
        WriteChunk(file, "IDAT"u8, rows.GetBuffer().AsSpan(0, (int)rows.Length));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>
    /// The same file as grey levels: the palette's indices become the samples. libvips always looks the colours up, so it is
    /// given the file declared grey and without a palette.
    /// </summary>
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

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. type, .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        file.Write(number);
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
