using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace GpuRetinex.Graphs.Onnx;

/// <summary>
/// A Protocol Buffers message under construction: fields are appended in the order of the calls, in the wire format of
/// https://protobuf.dev/programming-guides/encoding. The same calls give the same bytes.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>An int32, int64 or enumeration.</summary>
    public ProtobufMessage Integer(int field, long value)
    {
        Key(field, Varint);
        Number((ulong)value);
        return this;
    }

    public ProtobufMessage Float(int field, float value)
    {
        Key(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
        return this;
    }

    public ProtobufMessage Text(int field, string value) => Data(field, Encoding.UTF8.GetBytes(value));

    public ProtobufMessage Message(int field, ProtobufMessage value) => Data(field, value.Bytes);

    public ProtobufMessage Data(int field, ReadOnlySpan<byte> value)
    {
        Prefix(field, value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>What stands before <paramref name="length"/> bytes of a message or text that the caller writes next.</summary>
    public ProtobufMessage Prefix(int field, long length)
    {
        Key(field, LengthDelimited);
        Number((ulong)length);
        return this;
    }

    private void Key(int field, int wireType) => Number((ulong)(field << 3 | wireType));

    /// <summary>Seven bits a byte, the lowest first; the top bit says that more follow.</summary>
    private void Number(ulong value)
    {
        const int bits = 7;
        const byte more = 1 << bits;
        for (; value >= more; value >>= bits) Append((byte)(value | more));
        Append((byte)value);
    }

    private void Append(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
