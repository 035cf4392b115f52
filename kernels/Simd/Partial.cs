using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>Loads and stores of fewer values than a vector has lanes, touching no memory beyond them.</summary>
internal static unsafe class Partial
{
    private const int WidestVector = 16;

    /// <summary>The first <paramref name="lanes"/> lanes from memory, zeros behind.</summary>
    public static TVector Load<TVector>(float* source, int lanes)
        where TVector : struct, ISimdVector<TVector>
    {
        float* buffer = stackalloc float[WidestVector];
        TVector.Store(buffer, TVector.Broadcast(0));
        for (int lane = 0; lane < lanes; lane++) buffer[lane] = source[lane];
        return TVector.Load(buffer);
    }

    /// <summary>The first <paramref name="lanes"/> lanes to memory.</summary>
    public static void Store<TVector>(float* target, TVector value, int lanes)
        where TVector : struct, ISimdVector<TVector>
    {
        float* buffer = stackalloc float[WidestVector];
        TVector.Store(buffer, value);
        for (int lane = 0; lane < lanes; lane++) target[lane] = buffer[lane];
    }
}
