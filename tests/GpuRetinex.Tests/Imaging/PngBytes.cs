using System.Buffers.Binary;
using System.IO.Compression;

namespace GpuRetinex.Tests.Imaging;

/// <summary>PNG files byte by byte: palettes with chosen indices, and headers that lie.</summary>
internal static class PngBytes
{
    public const byte Grey = 0, Palette = 3;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="colourType">0 grey, 2 RGB, 3 palette.</param>
    /// <param name="packedRows">Rows of packed samples, without filter bytes.</param>
    /// <param name="palette">RGB triples, or null.</param>
    public static byte[] Build(int width, int height, byte bitDepth, byte colourType, byte[][] packedRows, byte[]? palette = null)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, bitDepth, colourType, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        WriteChunk(file, "IHDR"u8, header);
        if (palette is not null) WriteChunk(file, "PLTE"u8, palette);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (byte[] row in packedRows) zlib.Write([0, .. row]);
        }

        WriteChunk(file, "IDAT"u8, data.ToArray());
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
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
