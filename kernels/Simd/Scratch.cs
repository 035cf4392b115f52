namespace GpuRetinex.Kernels.Simd;

/// <summary>A piece of aligned memory for each worker, shared by all kernels of a plan.</summary>
internal sealed unsafe class Scratch(int workers, int elements) : IDisposable
{
    private const int PageElements = 1024;
    private readonly int _stride = (elements + PageElements - 1) / PageElements * PageElements;
    private readonly AlignedMemory _memory = new((long)workers * ((elements + PageElements - 1) / PageElements * PageElements));

    public long Bytes => _memory.Elements * sizeof(float);

    /// <summary>A worker's piece.</summary>
    public float* For(int worker) => _memory.Pointer + (long)worker * _stride;

    public void Dispose() => _memory.Dispose();
}
