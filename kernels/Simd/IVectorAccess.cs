using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>How vectors are read and written: whole, or only their first lanes where a tensor's channels end.</summary>
internal unsafe interface IVectorAccess
{
    TVector Load<TVector>(float* source)
        where TVector : struct, ISimdVector<TVector>;

    void Store<TVector>(float* target, TVector value)
        where TVector : struct, ISimdVector<TVector>;
}

/// <inheritdoc cref="IVectorAccess"/>
internal readonly unsafe struct WholeVector : IVectorAccess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load<TVector>(float* source)
        where TVector : struct, ISimdVector<TVector> => TVector.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<TVector>(float* target, TVector value)
        where TVector : struct, ISimdVector<TVector> => TVector.Store(target, value);
}

/// <inheritdoc cref="IVectorAccess"/>
internal readonly unsafe struct FirstLanes(int lanes) : IVectorAccess
{
    public TVector Load<TVector>(float* source)
        where TVector : struct, ISimdVector<TVector> => Partial.Load<TVector>(source, lanes);

    public void Store<TVector>(float* target, TVector value)
        where TVector : struct, ISimdVector<TVector> => Partial.Store(target, value, lanes);
}

/// <summary>
/// Whole vectors, stored past the caches to aligned addresses. Such stores may become visible late; the atomic operation with
/// which a worker asks for its next task (<see cref="Workers"/>) waits for them.
/// </summary>
internal readonly unsafe struct StreamedVector : IVectorAccess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load<TVector>(float* source)
        where TVector : struct, ISimdVector<TVector> => TVector.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<TVector>(float* target, TVector value)
        where TVector : struct, ISimdVector<TVector> => TVector.StoreStreaming(target, value);
}
