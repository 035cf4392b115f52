using GpuRetinex.Tensors;

namespace GpuRetinex.Weights.TensorFlow;

/// <summary>The data files of a bundle, mapped when first needed.</summary>
internal sealed class BundleShards(string prefix, long count) : IDisposable
{
    private const string SaveAgain = "Copy or download the checkpoint again.";

    private readonly string _index = prefix + BundlePath.IndexSuffix;
    private readonly Dictionary<long, MappedFile> _shards = [];
    private readonly Dictionary<long, long> _bytesRead = [];

    /// <summary>A tensor's bytes, their checksum verified.</summary>
    /// <exception cref="InvalidFileException">
    /// The data file is missing, cut off or damaged, or the entry contradicts itself.
    /// </exception>
    public StoredTensor Read(BundleEntry entry, ElementType type)
    {
        string tensor = $"tensor {FileText.Quote(entry.Name)}";
        MappedFile shard = Open(entry.Shard);
        Shape shape = StoredShape.Create(_index, entry.Name, entry.Extents);
        long needed = shape.Count * type.Size();
        if (needed != entry.Size)
            throw new InvalidFileException(
                _index, $"is damaged: {tensor} {type} {shape} has {entry.Size} bytes instead of {needed}", SaveAgain);
        if (entry.Offset > shard.Length - entry.Size)
        {
            string range = $"bytes {entry.Offset} to {(Int128)entry.Offset + entry.Size} of {shard.Length}";
            throw new InvalidFileException(shard.Path, $"is cut off: {tensor} lies at {range}", SaveAgain);
        }

        _bytesRead[entry.Shard] = _bytesRead.GetValueOrDefault(entry.Shard) + entry.Size;
        if (_bytesRead[entry.Shard] > shard.Length)
            throw new InvalidFileException(_index, $"is damaged: {tensor} and others overlap in {shard.Path}", SaveAgain);
        ReadOnlyMemory<byte> bytes = shard.Slice(entry.Offset, entry.Size);
        if (MaskedChecksum.Of(bytes.Span) != entry.Checksum)
            throw new InvalidFileException(shard.Path, $"is damaged: the checksum of {tensor} is wrong", SaveAgain);
        return new StoredTensor(entry.Name, type, shape, bytes);
    }

    public void Dispose()
    {
        foreach (MappedFile shard in _shards.Values) shard.Dispose();
    }

    private MappedFile Open(long number)
    {
        if (_shards.TryGetValue(number, out MappedFile? opened)) return opened;
        if (number >= count)
            throw new InvalidFileException(_index, $"is damaged: it speaks of data file {number} of {count}", SaveAgain);
        string path = $"{prefix}.data-{number:D5}-of-{count:D5}";
        if (!File.Exists(path))
            throw new InvalidFileException(
                _index, $"needs the data file {Path.GetFileName(path)} beside it", "Put both into one folder.");
        return _shards[number] = MappedFile.Open(path);
    }
}
