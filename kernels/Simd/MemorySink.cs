using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>Writes results to memory as they are.</summary>
/// <param name="target">Where the first goes.</param>
/// <param name="step">Elements from one to the next.</param>
internal readonly unsafe struct MemorySink<TVector>(float* target, nint step) : ITransformSink<TVector>
    where TVector : struct, ISimdVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int index, TVector value) => TVector.Store(target + index * step, value);
}
