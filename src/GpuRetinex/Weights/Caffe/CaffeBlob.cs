using System.Buffers;
using GpuRetinex.Weights.Protobuf;

namespace GpuRetinex.Weights.Caffe;

/// <summary>
/// A tensor of a Caffe model: the message BlobProto (caffe.proto: shape = 7, data = 5, double_data = 8; before there were shapes
/// num = 1, channels = 2, height = 3, width = 4). The order of the fields is free.
/// </summary>
internal sealed class CaffeBlob
{
    private const int OldRank = 4;

    private readonly long[] _oldExtents = new long[OldRank];
    private readonly long[]? _extents;
    private ReadOnlyMemory<byte> _firstRun;
    private ArrayBufferWriter<byte>? _allRuns;

    /// <exception cref="InvalidFileException">The message is damaged.</exception>
    public CaffeBlob(string path, ReadOnlyMemory<byte> message)
    {
        var reader = new WireReader(path, message.Span);
        while (!reader.IsAtEnd)
        {
            int tag = reader.ReadTag(), field = WireReader.FieldOf(tag);
            switch (field)
            {
                case >= 1 and <= OldRank: _oldExtents[field - 1] = reader.ReadNumber(tag); break;
                case 5: Append(ElementType.Float32, ReadNumbers(ref reader, message, tag)); break;
                case 7: _extents = ReadShape(path, reader.ReadMessage(tag)); break;
                case 8: Append(ElementType.Float64, ReadNumbers(ref reader, message, tag)); break;
                default: reader.Skip(tag); break;
            }
        }
    }

    /// <summary>float32 or float64.</summary>
    public ElementType Type { get; private set; }

    /// <summary>The elements, little-endian.</summary>
    public ReadOnlyMemory<byte> Bytes => _allRuns?.WrittenMemory ?? _firstRun;

    /// <summary>
    /// Extents, outermost first. Old files give every blob four: the ones before a vector or matrix are left out.
    /// </summary>
    public ReadOnlySpan<long> Extents => _extents ?? _oldExtents switch
    {
        [1, 1, 1, _] => _oldExtents.AsSpan(3),
        [1, 1, _, _] => _oldExtents.AsSpan(2),
        _ => _oldExtents,
    };

    /// <summary>The bytes of a field of numbers: a packed run, or one number.</summary>
    private static ReadOnlyMemory<byte> ReadNumbers(ref WireReader reader, ReadOnlyMemory<byte> message, int tag)
    {
        int start = reader.Position;
        if (WireReader.IsBytes(tag))
        {
            int length = reader.ReadMessage(tag).Length;
            return message.Slice(reader.Position - length, length);
        }

        reader.Skip(tag);
        return message[start..reader.Position];
    }

    /// <summary>Numbers that come in one run, as Caffe writes them, are not copied.</summary>
    private void Append(ElementType type, ReadOnlyMemory<byte> numbers)
    {
        if (_firstRun.IsEmpty || type != Type)
        {
            (Type, _firstRun, _allRuns) = (type, numbers, null);
            return;
        }

        if (_allRuns is null)
        {
            _allRuns = new ArrayBufferWriter<byte>();
            _allRuns.Write(_firstRun.Span);
        }

        _allRuns.Write(numbers.Span);
    }

    private static long[] ReadShape(string path, ReadOnlySpan<byte> message)
    {
        var extents = new List<long>();
        var reader = new WireReader(path, message);
        while (!reader.IsAtEnd)
        {
            int tag = reader.ReadTag();
            if (WireReader.FieldOf(tag) != 1) reader.Skip(tag);
            else if (!WireReader.IsBytes(tag)) extents.Add(reader.ReadNumber(tag));
            else ReadPacked(path, reader.ReadMessage(tag), extents);
        }

        return [.. extents];
    }

    private static void ReadPacked(string path, ReadOnlySpan<byte> bytes, List<long> extents)
    {
        var reader = new WireReader(path, bytes);
        while (!reader.IsAtEnd) extents.Add(reader.ReadNatural());
    }
}
