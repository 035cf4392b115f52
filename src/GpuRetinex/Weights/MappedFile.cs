using System.IO.MemoryMappedFiles;

namespace GpuRetinex.Weights;

/// <summary>
/// A file mapped for reading. Must be disposed; its slices then refuse to be read. Another program that shortens
/// the file meanwhile makes the operating system end this one, so weights are replaced by renaming, never in place.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _mapping;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    private MappedFile(string path, MemoryMappedFile mapping, long length)
    {
        Path = path;
        Length = length;
        _mapping = mapping;
        _view = mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>Bytes in the file; at least 1.</summary>
    public long Length { get; }

    /// <summary>Whether the slices may no longer be read.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Maps a whole file.</summary>
    /// <exception cref="InvalidFileException">The file is empty.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not read the file.</exception>
    public static MappedFile Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        long length = stream.Length;
        if (length == 0)
        {
            stream.Dispose();
            throw new InvalidFileException(path, "is empty", "Copy or download it again.");
        }

        var mapping = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        return new MappedFile(path, mapping, length);
    }

    /// <summary>A part of the file.</summary>
    /// <exception cref="InvalidFileException">The part is larger than one block of memory may be, or leaves the file.</exception>
    public ReadOnlyMemory<byte> Slice(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new InvalidFileException(Path, $"is cut off: bytes {offset} to {offset + length} are wanted, it has {Length}");
        if (length > Array.MaxLength)
            throw new InvalidFileException(
                Path, $"has a block of {length} bytes at {offset}; at most {Array.MaxLength} are supported");
        return length == 0 ? ReadOnlyMemory<byte>.Empty : new MappedSlice(this, _start + offset, (int)length).Memory;
    }

    public void Dispose()
    {
        if (IsDisposed) return;
        IsDisposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _mapping.Dispose();
    }
}
