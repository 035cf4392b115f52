using System.Buffers.Binary;

namespace GpuRetinex.Weights.Protobuf;

/// <summary>Reads variable-length numbers and protocol buffer fields from a bounded block; never past its end.</summary>
internal ref struct WireReader(string path, ReadOnlySpan<byte> bytes)
{
    private const int WireTypeMask = 7;
    private const int VarintType = 0;
    private const int Fixed64Type = 1;
    private const int BytesType = 2;
    private const int Fixed32Type = 5;

    private readonly string _path = path;
    private readonly int _length = bytes.Length;
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _length - _rest.Length;

    /// <summary>Seven bits a byte, lowest first.</summary>
    /// <exception cref="InvalidFileException">The block ends early, or the number has more than 64 bits.</exception>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = ReadBytes(1)[0];
            if (shift == 63 && next > 1) break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new InvalidFileException(_path, "is damaged: a number has more than 64 bits");
    }

    /// <summary>A varint that must be a natural number below 2^63.</summary>
    /// <exception cref="InvalidFileException">It is not.</exception>
    public long ReadNatural()
    {
        ulong value = ReadVarint();
        return value <= long.MaxValue ? (long)value : throw new InvalidFileException(
            _path, $"is damaged: a size is {(long)value}");
    }

    /// <summary>Four bytes, little-endian.</summary>
    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(sizeof(uint)));

    /// <summary>The next bytes.</summary>
    /// <exception cref="InvalidFileException">Fewer are left.</exception>
    public ReadOnlySpan<byte> ReadBytes(long count)
    {
        if (count > _rest.Length)
            throw new InvalidFileException(_path, $"is damaged: {count} bytes are wanted, {_rest.Length} are left");
        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    /// <summary>A field that holds a message or text.</summary>
    public ReadOnlySpan<byte> ReadMessage(int tag)
    {
        Require(tag, BytesType);
        return ReadBytes(ReadNatural());
    }

    /// <summary>A field that holds a natural number.</summary>
    public long ReadNumber(int tag)
    {
        Require(tag, VarintType);
        return ReadNatural();
    }

    /// <summary>A field that holds four bytes.</summary>
    public uint ReadFixed32Field(int tag)
    {
        Require(tag, Fixed32Type);
        return ReadFixed32();
    }

    /// <summary>The tag before a field; <see cref="FieldOf"/> tells which it is.</summary>
    public int ReadTag()
    {
        ulong tag = ReadVarint();
        return tag is > 7 and <= int.MaxValue ? (int)tag : throw new InvalidFileException(
            _path, $"is damaged: a field has the tag {tag}");
    }

    /// <summary>Whether the field with this tag holds a message, text or packed numbers.</summary>
    public static bool IsBytes(int tag) => (tag & WireTypeMask) == BytesType;

    /// <summary>The number of the field with this tag.</summary>
    public static int FieldOf(int tag) => tag >> 3;

    /// <summary>Passes over a field that is of no interest.</summary>
    public void Skip(int tag)
    {
        switch (tag & WireTypeMask)
        {
            case VarintType: ReadVarint(); break;
            case Fixed64Type: ReadBytes(sizeof(ulong)); break;
            case BytesType: ReadBytes(ReadNatural()); break;
            case Fixed32Type: ReadFixed32(); break;
            default: throw new InvalidFileException(_path, $"is damaged: a field has the unknown wire type {tag & WireTypeMask}");
        }
    }

    private readonly void Require(int tag, int type)
    {
        if ((tag & WireTypeMask) != type)
            throw new InvalidFileException(
                _path, $"is damaged: field {FieldOf(tag)} has the wire type {tag & WireTypeMask} instead of {type}");
    }
}
