using System.Buffers.Binary;
using System.Text;
using GpuRetinex.Weights.Protobuf;

namespace GpuRetinex.Weights.TensorFlow;

/// <summary>
/// The sorted table that a bundle's .index file is: blocks of entries whose keys share prefixes, an index of the blocks,
/// a footer with a magic number. Source: specs/issr.md, section 4.
/// </summary>
internal sealed class IndexTable
{
    private const int FooterLength = 48;
    private const int TrailerLength = 5;
    private const int LongestKey = 4096;
    private const long MostKeyBytes = 1 << 26;
    private const ulong Magic = 0xdb4775248b80fb57;

    private readonly string _path;
    private readonly byte[] _file;
    private long _keyBytes;

    /// <exception cref="InvalidFileException">The table is damaged or compressed.</exception>
    public IndexTable(string path, byte[] file)
    {
        _path = path;
        _file = file;
        if (!IsTable(file.AsSpan(Math.Max(0, file.Length - sizeof(ulong)))) || file.Length < FooterLength)
            throw new InvalidFileException(
                path, "is not the index of a TensorFlow V2 bundle: it does not end with the table's magic number");
        var footer = new WireReader(path, file.AsSpan(file.Length - FooterLength, FooterLength - sizeof(ulong)));
        ReadBlock(ref footer, "metaindex block");
        byte[] index = ReadBlock(ref footer, "index block").ToArray();
        foreach ((string _, byte[] handle) in Entries(index))
        {
            var reader = new WireReader(path, handle);
            foreach ((string Key, byte[] Value) row in Entries(ReadBlock(ref reader, "data block"))) Add(row);
        }
    }

    /// <summary>Keys, one byte to a character, with their values, in order.</summary>
    public List<(string Key, byte[] Value)> Rows { get; } = [];

    /// <summary>Whether a file that ends so is a table.</summary>
    public static bool IsTable(ReadOnlySpan<byte> lastBytes) =>
        lastBytes.Length >= sizeof(ulong) && BinaryPrimitives.ReadUInt64LittleEndian(lastBytes[^sizeof(ulong)..]) == Magic;

    /// <summary>Keys ascend, so no block can be named twice to fill the memory.</summary>
    private void Add((string Key, byte[] Value) row)
    {
        if (Rows.Count > 0 && string.CompareOrdinal(Rows[^1].Key, row.Key) >= 0)
            throw new InvalidFileException(_path, $"is damaged: the key {FileText.Quote(row.Key)} is out of order");
        Rows.Add(row);
    }

    /// <summary>The contents of the block whose offset and size come next.</summary>
    private ReadOnlySpan<byte> ReadBlock(ref WireReader handle, string what)
    {
        long offset = handle.ReadNatural();
        long size = handle.ReadNatural();
        if (offset > _file.Length - FooterLength - TrailerLength || size > _file.Length - FooterLength - TrailerLength - offset)
            throw new InvalidFileException(_path, $"is damaged: its {what} of {size} bytes at {offset} leaves the file");
        ReadOnlySpan<byte> block = _file.AsSpan((int)offset, (int)size + 1);
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan((int)(offset + size + 1)));
        if (MaskedChecksum.Of(block) != stored)
            throw new InvalidFileException(
                _path, $"is damaged: the checksum of its {what} is wrong", "Copy or download it again.");
        if (block[^1] != 0)
        {
            string kind = block[^1] == 1 ? "snappy" : $"method {block[^1]}";
            throw new InvalidFileException(
                _path,
                $"has a {what} compressed with {kind}, which is not supported",
                "Save the checkpoint again with TensorFlow's own saver.");
        }

        return block[..^1];
    }

    private List<(string Key, byte[] Value)> Entries(ReadOnlySpan<byte> block)
    {
        var entries = new List<(string, byte[])>();
        int restarts = block.Length < sizeof(uint) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(block[^sizeof(uint)..]);
        if (restarts < 0 || restarts > (block.Length / sizeof(uint)) - 1)
            throw new InvalidFileException(_path, $"is damaged: a block of {block.Length} bytes claims {restarts} restarts");
        var reader = new WireReader(_path, block[..^((restarts + 1) * sizeof(uint))]);
        byte[] key = [];
        while (!reader.IsAtEnd)
        {
            long shared = reader.ReadNatural();
            long unshared = reader.ReadNatural();
            long valueLength = reader.ReadNatural();
            if (shared > key.Length || unshared > LongestKey - shared)
                throw new InvalidFileException(
                    _path, $"is damaged: a key of {shared} shared and {unshared} own bytes follows one of {key.Length}");
            key = [.. key.AsSpan(0, (int)shared), .. reader.ReadBytes(unshared)];
            _keyBytes += key.Length;
            if (_keyBytes > MostKeyBytes) throw new InvalidFileException(_path, $"has more than {MostKeyBytes} bytes of keys");
            entries.Add((Encoding.Latin1.GetString(key), reader.ReadBytes(valueLength).ToArray()));
        }

        return entries;
    }
}
