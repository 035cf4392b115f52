using System.Text;
using GpuRetinex.Weights.Protobuf;

namespace GpuRetinex.Weights.TensorFlow;

/// <summary>
/// Reads TensorFlow V2 checkpoint bundles: PREFIX.index and PREFIX.data-00000-of-00001, or more data files. Every
/// checksum is verified. Tensors come as stored; <see cref="TensorFlowLayout"/> turns kernels round.
/// </summary>
internal static class BundleReader
{
    private const string SaveAgain = "Copy or download the checkpoint again.";
    private const long LargestIndex = 1 << 28;

    /// <param name="prefix">The path of the bundle's files without their suffixes.</param>
    /// <exception cref="InvalidFileException">A file is missing or damaged.</exception>
    public static WeightSet Read(string prefix)
    {
        string path = prefix + BundlePath.IndexSuffix;
        var table = new IndexTable(path, ReadIndex(path));
        if (table.Rows.Count == 0 || table.Rows[0].Key.Length != 0)
            throw new InvalidFileException(path, "is damaged: it has no bundle header", SaveAgain);
        long shardCount = ReadHeader(path, table.Rows[0].Value);

        var shards = new BundleShards(prefix, shardCount);
        try
        {
            return Read(path, table, shards);
        }
        catch
        {
            shards.Dispose();
            throw;
        }
    }

    private static WeightSet Read(string path, IndexTable table, BundleShards shards)
    {
        var tensors = new List<StoredTensor>();
        var unreadable = new Dictionary<string, string>();
        foreach ((string key, byte[] value) in table.Rows.Skip(1))
        {
            var entry = new BundleEntry(path, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(key)), value);
            if (entry.IsSliced) unreadable[entry.Name] = "it is stored in parts";
            else if (entry.Type is { } type) tensors.Add(shards.Read(entry, type));
            else unreadable[entry.Name] = $"its elements are no numbers (TensorFlow data type {entry.TypeNumber})";
        }

        return new WeightSet(path, WeightFormat.TensorFlowBundle, tensors, null, unreadable, shards);
    }

    private static byte[] ReadIndex(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > LargestIndex)
            throw new InvalidFileException(path, $"has {stream.Length} bytes; an index of at most {LargestIndex} is supported");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static long ReadHeader(string path, ReadOnlySpan<byte> message)
    {
        long shards = 0;
        var reader = new WireReader(path, message);
        while (!reader.IsAtEnd)
        {
            int tag = reader.ReadTag();
            switch (WireReader.FieldOf(tag))
            {
                case 1: shards = reader.ReadNumber(tag); break;
                case 2 when reader.ReadNumber(tag) != 0:
                    throw new InvalidFileException(
                        path, "is big-endian, which is not supported", "Save it again on a little-endian machine.");
                case 2: break;
                default: reader.Skip(tag); break;
            }
        }

        return shards;
    }
}
