using System.Buffers;

namespace GpuRetinex.Weights;

/// <summary>A part of a mapped file; the bounds were checked by <see cref="MappedFile.Slice"/>.</summary>
internal sealed unsafe class MappedSlice(MappedFile file, byte* start, int length) : MemoryManager<byte>
{
    private readonly byte* _start = start;

    /// <exception cref="ObjectDisposedException">The file is no longer mapped.</exception>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(file.IsDisposed, file);
        return new Span<byte>(_start, length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(file.IsDisposed, file);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length);
        return new MemoryHandle(_start + elementIndex);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
