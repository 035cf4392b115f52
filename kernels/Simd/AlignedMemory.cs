using System.Runtime.InteropServices;

namespace GpuRetinex.Kernels.Simd;

/// <summary>Native memory of float32, aligned to a cache line, its contents undefined.</summary>
internal sealed unsafe partial class AlignedMemory : IDisposable
{
    private const int CacheLineBytes = 64;
    private const int HugePageBytes = 2 << 20;
    private const int AdviseHugePages = 14;

    /// <exception cref="OutOfMemoryException">The system has no such block.</exception>
    public AlignedMemory(long elements)
    {
        Elements = elements;
        nuint bytes = checked((nuint)Math.Max(elements, 1) * sizeof(float));
        bool large = bytes >= 2 * HugePageBytes;
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, large ? HugePageBytes : (nuint)CacheLineBytes);

        // Large blocks in pages of 2 MiB: the walks through tables of 4 KiB pages, doubled in a virtual machine, are what
        // layers with few operations per byte wait for. The system may decline; nothing depends on it.
        if (large && OperatingSystem.IsLinux()) _ = Advise(Pointer, bytes, AdviseHugePages);
    }

    ~AlignedMemory() => Release();

    public float* Pointer { get; private set; }

    public long Elements { get; }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);

    private void Release()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
