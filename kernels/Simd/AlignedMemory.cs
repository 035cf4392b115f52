using System.Runtime.InteropServices;

namespace GpuRetinex.Kernels.Simd;

/// <summary>Native memory of float32, aligned to a cache line, its contents undefined.</summary>
internal sealed unsafe class AlignedMemory : IDisposable
{
    private const int AlignmentBytes = 64;

    /// <exception cref="OutOfMemoryException">The system has no such block.</exception>
    public AlignedMemory(long elements)
    {
        Elements = elements;
        nuint bytes = checked((nuint)Math.Max(elements, 1) * sizeof(float));
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, AlignmentBytes);
    }

    ~AlignedMemory() => Release();

    public float* Pointer { get; private set; }

    public long Elements { get; }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
