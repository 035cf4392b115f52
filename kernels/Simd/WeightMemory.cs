namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// Memory of prepared weights, given out piece by piece and freed at once. Large blocks come in pages of 2 MiB; the first touch
/// of as much in pages of 4 KiB can take fifty times as long, 100 ms for the weights of a network in a virtual machine.
/// </summary>
internal sealed unsafe class WeightMemory : IDisposable
{
    private const long BlockElements = (16 << 20) / sizeof(float);

    private readonly List<AlignedMemory> _blocks = [];
    private long _used;

    /// <summary>Memory that begins at a cache line and holds whatever it held.</summary>
    /// <exception cref="OutOfMemoryException">The system has no more.</exception>
    public float* Take(long elements)
    {
        if (_blocks.Count == 0 || _used + elements > _blocks[^1].Elements)
        {
            _blocks.Add(new AlignedMemory(Math.Max(elements, BlockElements)));
            _used = 0;
        }

        float* piece = _blocks[^1].Pointer + _used;
        _used += (elements + Prefetch.LineElements - 1) / Prefetch.LineElements * Prefetch.LineElements;
        return piece;
    }

    public void Dispose()
    {
        foreach (AlignedMemory block in _blocks) block.Dispose();
    }
}
