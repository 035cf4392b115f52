namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// A piece of aligned memory for each worker, shared by all kernels of a plan. Between the pieces lie addresses that nobody uses:
/// processors fetch ahead along the strides of a block of tiles, and what they take from another worker's piece has to be taken
/// back (two cores far apart: 11 ms for ten convolutions with the pieces side by side, 10 with 256 KiB in between, 8.9 from
/// 512 KiB on).
/// </summary>
internal sealed unsafe class Scratch(int workers, int elements) : IDisposable
{
    private const int PageElements = 1024, GapElements = (1 << 20) / sizeof(float);

    private readonly long _stride = Stride(elements);
    private readonly AlignedMemory _memory = new(workers * Stride(elements) - GapElements);

    public long Bytes => _memory.Elements * sizeof(float);

    /// <summary>A worker's piece.</summary>
    public float* For(int worker) => _memory.Pointer + worker * _stride;

    public void Dispose() => _memory.Dispose();

    private static long Stride(int elements) =>
        (elements + PageElements - 1L) / PageElements * PageElements + GapElements;
}
