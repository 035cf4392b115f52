using System.Buffers.Binary;
using System.Text;

namespace GpuRetinex.Weights.Pickle;

/// <summary>A position in a pickle; never moves past its end.</summary>
internal sealed class PickleCursor(string path, ReadOnlyMemory<byte> bytes)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <exception cref="InvalidFileException">The pickle ends here.</exception>
    public byte ReadByte() => ReadBytes(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(sizeof(ushort)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(sizeof(uint)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(sizeof(ulong)));

    /// <summary>A float64, big-endian as pickles have it.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(sizeof(double)));

    /// <exception cref="InvalidFileException">Fewer bytes are left.</exception>
    public ReadOnlySpan<byte> ReadBytes(ulong count)
    {
        if (count > (ulong)(bytes.Length - Position)) throw Damaged($"it ends within a value of {count} bytes");
        ReadOnlySpan<byte> taken = bytes.Span.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    /// <exception cref="InvalidFileException">The bytes are not UTF-8.</exception>
    public string ReadUtf8(ulong length)
    {
        try
        {
            return StrictUtf8.GetString(ReadBytes(length));
        }
        catch (DecoderFallbackException)
        {
            throw Damaged("a text is not UTF-8");
        }
    }

    /// <summary>Text of one byte a character.</summary>
    public string ReadLatin1(ulong length) => Encoding.Latin1.GetString(ReadBytes(length));

    /// <summary>Text up to the next line feed, which is passed over.</summary>
    public string ReadLine()
    {
        int length = bytes.Span[Position..].IndexOf((byte)'\n');
        if (length < 0) throw Damaged("it ends within a line");
        string line = ReadLatin1((ulong)length);
        Position++;
        return line;
    }

    /// <summary>An error at this position.</summary>
    public InvalidFileException Damaged(string problem) =>
        new(path, $"is damaged: its pickle is wrong before byte {Position}: {problem}", "Copy or download it again.");
}
