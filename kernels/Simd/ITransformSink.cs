using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>Takes the results of a one-dimensional transform while they are in registers.</summary>
internal interface ITransformSink<TVector>
    where TVector : struct, ISimdVector<TVector>
{
    /// <param name="index">Which result, from 0.</param>
    /// <param name="value">One number of each channel.</param>
    void Put(int index, TVector value);
}

/// <summary>Writes results to memory as they are.</summary>
/// <param name="target">Where the first goes.</param>
/// <param name="step">Elements from one to the next.</param>
internal readonly unsafe struct MemorySink<TVector>(float* target, nint step) : ITransformSink<TVector>
    where TVector : struct, ISimdVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int index, TVector value) => TVector.Store(target + index * step, value);
}
