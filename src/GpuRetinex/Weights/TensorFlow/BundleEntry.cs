using GpuRetinex.Weights.Protobuf;

namespace GpuRetinex.Weights.TensorFlow;

/// <summary>Where a tensor of a bundle lies: the BundleEntryProto of specs/issr.md, section 4.</summary>
internal sealed class BundleEntry
{
    private readonly List<long> _extents = [];

    /// <exception cref="InvalidFileException">The entry is damaged.</exception>
    public BundleEntry(string path, string name, ReadOnlySpan<byte> message)
    {
        Name = name;
        var reader = new WireReader(path, message);
        while (!reader.IsAtEnd)
        {
            int tag = reader.ReadTag();
            switch (WireReader.FieldOf(tag))
            {
                case 1: TypeNumber = reader.ReadNumber(tag); break;
                case 2: ReadShape(path, reader.ReadMessage(tag)); break;
                case 3: Shard = reader.ReadNumber(tag); break;
                case 4: Offset = reader.ReadNumber(tag); break;
                case 5: Size = reader.ReadNumber(tag); break;
                case 6: Checksum = reader.ReadFixed32Field(tag); break;
                case 7:
                    IsSliced = true;
                    reader.Skip(tag);
                    break;
                default: reader.Skip(tag); break;
            }
        }
    }

    /// <summary>The tensor's name.</summary>
    public string Name { get; }

    /// <summary>TensorFlow's number of the element type.</summary>
    public long TypeNumber { get; }

    /// <summary>Whether the tensor is stored in parts under other keys.</summary>
    public bool IsSliced { get; }

    /// <summary>Number of the data file.</summary>
    public long Shard { get; }

    /// <summary>First byte in the data file.</summary>
    public long Offset { get; }

    /// <summary>Bytes in the data file.</summary>
    public long Size { get; }

    /// <summary>Masked CRC-32C of the tensor's bytes.</summary>
    public uint Checksum { get; }

    /// <summary>Extents, outermost first.</summary>
    public ReadOnlySpan<long> Extents => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_extents);

    /// <summary>The element type, or null where it is none of numbers (text, resources, complex numbers).</summary>
    public ElementType? Type => TypeNumber switch
    {
        1 => ElementType.Float32,
        2 => ElementType.Float64,
        3 => ElementType.Int32,
        4 => ElementType.UInt8,
        5 => ElementType.Int16,
        6 => ElementType.Int8,
        9 => ElementType.Int64,
        10 => ElementType.Bool,
        14 => ElementType.BFloat16,
        17 => ElementType.UInt16,
        19 => ElementType.Float16,
        22 => ElementType.UInt32,
        23 => ElementType.UInt64,
        _ => null,
    };

    private void ReadShape(string path, ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(path, message);
        while (!reader.IsAtEnd)
        {
            int tag = reader.ReadTag();
            if (WireReader.FieldOf(tag) == 2) _extents.Add(ReadExtent(path, reader.ReadMessage(tag)));
            else reader.Skip(tag);
        }
    }

    private static long ReadExtent(string path, ReadOnlySpan<byte> message)
    {
        long extent = 0;
        var reader = new WireReader(path, message);
        while (!reader.IsAtEnd)
        {
            int tag = reader.ReadTag();
            if (WireReader.FieldOf(tag) == 1) extent = reader.ReadNumber(tag);
            else reader.Skip(tag);
        }

        return extent;
    }
}
