using System.Text;
using GpuRetinex.Weights.Pickle;

namespace GpuRetinex.Weights.PyTorch;

/// <summary>PyTorch's zip container (since 1.6): NAME/data.pkl, and each storage as NAME/data/KEY.</summary>
internal sealed class ZipCheckpoint : ICheckpoint
{
    private const string PickleName = "data.pkl";

    private readonly string _path;
    private readonly string _folder;
    private readonly ZipContents _zip;
    private readonly Dictionary<string, byte[]> _storages = new(StringComparer.Ordinal);

    /// <exception cref="InvalidFileException">The pickle is damaged or hostile, or the archive is big-endian.</exception>
    public ZipCheckpoint(string path, ZipContents zip)
    {
        _path = path;
        _zip = zip;
        Length = new FileInfo(path).Length;
        string pickle = zip.Names.Single(IsPickle);
        _folder = pickle[..^PickleName.Length];
        string order = _folder + "byteorder";
        if (zip.Length(order) is not null && Encoding.ASCII.GetString(zip.Read(order)).Trim() != "little")
            throw new InvalidFileException(
                path, "is big-endian, which is not supported", "Save it again on a little-endian machine.");
        Root = new PickleMachine(path, zip.Read(pickle), new PickleStorages(path)).Load();
    }

    public object? Root { get; }

    public long Length { get; }

    /// <summary>Whether an archive is one of PyTorch's.</summary>
    public static bool Recognises(ZipContents zip) => zip.Names.Count(IsPickle) == 1;

    public ReadOnlyMemory<byte> Read(PickleStorage storage)
    {
        if (_storages.TryGetValue(storage.Key, out byte[]? bytes)) return bytes;
        string name = $"{_folder}data/{storage.Key}";
        Int128 needed = (Int128)storage.Count * storage.Type.Size();
        if (_zip.Length(name) is not { } length || length != needed)
        {
            string found = _zip.Length(name)?.ToString() ?? "no";
            throw new InvalidFileException(
                _path,
                $"is damaged: storage {FileText.Quote(storage.Key)} has {found} bytes instead of {needed}",
                "Copy or download it again.");
        }

        return _storages[storage.Key] = _zip.Read(name);
    }

    /// <summary>Does nothing: the storages are in memory, and the archive is its opener's.</summary>
    public void Dispose()
    {
    }

    private static bool IsPickle(string name) =>
        name.EndsWith(PickleName, StringComparison.Ordinal) && name.IndexOf('/') == name.Length - PickleName.Length - 1;
}
