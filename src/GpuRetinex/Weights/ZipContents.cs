using System.IO.Compression;

namespace GpuRetinex.Weights;

/// <summary>
/// The entries of a zip archive. What is unpacked is bounded by the archive's own size, and every entry's length and
/// checksum are verified.
/// </summary>
internal sealed class ZipContents : IDisposable
{
    private const long SmallArchive = 1 << 24;
    private const long LargestExpansion = 100;

    private readonly string _path;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private long _budget;

    /// <exception cref="InvalidFileException">The archive is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ZipContents(string path)
    {
        _path = path;
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            _budget = (stream.Length * LargestExpansion) + SmallArchive;
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: false);
            foreach (ZipArchiveEntry entry in _archive.Entries)
            {
                if (!_entries.TryAdd(entry.FullName, entry))
                    throw Damaged($"it has two entries {FileText.Quote(entry.FullName)}");
            }
        }
        catch (Exception error) when (IsDamage(error))
        {
            stream.Dispose();
            throw Damaged(FileText.Quote(error.Message));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Names of all entries.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>Bytes an entry unpacks to, as the archive claims; null where there is no such entry.</summary>
    public long? Length(string name) => _entries.TryGetValue(name, out ZipArchiveEntry? entry) ? entry.Length : null;

    /// <summary>An entry, unpacked.</summary>
    /// <exception cref="InvalidFileException">The entry is missing, damaged, or unpacks to too much.</exception>
    public byte[] Read(string name)
    {
        if (!_entries.TryGetValue(name, out ZipArchiveEntry? entry)) throw Damaged($"it has no entry {FileText.Quote(name)}");
        _budget -= entry.Length;
        if (entry.Length < 0 || _budget < 0 || entry.Length > Array.MaxLength)
        {
            throw new InvalidFileException(
                _path,
                $"unpacks to far more than its size: entry {FileText.Quote(name)} claims {entry.Length} bytes",
                "Save it without compression.");
        }

        try
        {
            return Unpack(entry);
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw Damaged($"entry {FileText.Quote(name)} cannot be unpacked: {FileText.Quote(error.Message)}");
        }
    }

    public void Dispose() => _archive.Dispose();

    private static bool IsDamage(Exception error) =>
        error is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException;

    private static byte[] Unpack(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        if (stream.ReadByte() >= 0) throw new InvalidDataException("it is longer than the archive says");
        if (ZipChecksum.Of(bytes) != entry.Crc32) throw new InvalidDataException("its checksum is wrong");
        return bytes;
    }

    private InvalidFileException Damaged(string problem) =>
        new(_path, "is a damaged zip archive: " + problem, "Copy or download it again.");
}
