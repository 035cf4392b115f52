using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using GpuRetinex.Weights.Pickle;

namespace GpuRetinex.Weights.PyTorch;

/// <summary>
/// PyTorch's container before 1.6: five pickles (a magic number, the protocol, facts about the machine, the object, the
/// storages' keys), then each storage as an 8-byte number of elements and its elements. Source: torch/serialization.py.
/// </summary>
internal sealed class LegacyCheckpoint : ICheckpoint
{
    private const string TryAgain = "Copy or download it again.";
    private const long Protocol = 1001;

    private static readonly SearchValues<byte> ModuleLetters = SearchValues.Create("._abcdefghijklmnopqrstuvwxyz"u8);
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356");

    private readonly MappedFile _file;
    private readonly PickleStorages _storages;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _bytes = new(StringComparer.Ordinal);
    private long _position;

    /// <exception cref="InvalidFileException">A pickle is damaged or hostile, or a storage is cut off.</exception>
    public LegacyCheckpoint(MappedFile file)
    {
        _file = file;
        _storages = new PickleStorages(file.Path);
        if (LoadNext() is not BigInteger magic || magic != Magic)
            throw new InvalidFileException(
                file.Path, "is a pickle, but not one of PyTorch's", "Save it with torch.save(model.state_dict(), …).");
        if (LoadNext() is not Protocol)
            throw new InvalidFileException(
                file.Path, "is of an unknown version of PyTorch's format", "Load and save it with a newer PyTorch.");
        if (LoadNext() is PickleDictionary machine && machine.Find("little_endian") is false)
            throw new InvalidFileException(
                file.Path, "is big-endian, which is not supported", "Save it again on a little-endian machine.");
        Root = LoadNext();
        if (LoadNext() is not PickleList keys)
            throw new InvalidFileException(file.Path, "is damaged: it has no list of storages", TryAgain);
        foreach (object? key in keys.Items) TakeStorage(key as string ?? "");
    }

    public object? Root { get; }

    public long Length => _file.Length;

    /// <summary>
    /// Whether a file that begins so can be a pickle: protocol 2 and above, or a name or PyTorch's number in protocol 0.
    /// </summary>
    public static bool Recognises(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[(byte)PickleOpcode.Protocol])
        || start.StartsWith("L119547037146038801333356"u8)
        || IsName(start);

    public ReadOnlyMemory<byte> Read(PickleStorage storage) => _bytes.TryGetValue(storage.Key, out ReadOnlyMemory<byte> bytes)
        ? bytes
        : throw new InvalidFileException(_file.Path, $"is damaged: it lacks storage {FileText.Quote(storage.Key)}", TryAgain);

    public void Dispose() => _file.Dispose();

    /// <summary>"c", a module, a line feed, as a protocol 0 pickle that calls something begins.</summary>
    private static bool IsName(ReadOnlySpan<byte> start)
    {
        int line = start.IndexOf((byte)'\n');
        return line > 1 && start[0] == (byte)PickleOpcode.Global && start[1..line].IndexOfAnyExcept(ModuleLetters) < 0;
    }

    private object? LoadNext()
    {
        long length = Math.Min(_file.Length - _position, Array.MaxLength);
        var machine = new PickleMachine(_file.Path, _file.Slice(_position, length), _storages);
        object? value = machine.Load();
        _position += machine.Position;
        return value;
    }

    private void TakeStorage(string key)
    {
        PickleStorage storage = _storages.Find(key)
            ?? throw new InvalidFileException(_file.Path, $"is damaged: no tensor uses storage {FileText.Quote(key)}", TryAgain);
        long count = BinaryPrimitives.ReadInt64LittleEndian(_file.Slice(_position, sizeof(long)).Span);
        Int128 length = (Int128)count * storage.Type.Size();
        _position += sizeof(long);
        if (count != storage.Count || length > _file.Length - _position)
        {
            string sizes = $"{count} elements instead of {storage.Count}, and {_file.Length - _position} bytes are left";
            throw new InvalidFileException(_file.Path, $"is damaged: storage {FileText.Quote(key)} has {sizes}", TryAgain);
        }

        if (!_bytes.TryAdd(key, _file.Slice(_position, (long)length)))
            throw new InvalidFileException(_file.Path, $"is damaged: storage {FileText.Quote(key)} comes twice", TryAgain);
        _position += (long)length;
    }
}
