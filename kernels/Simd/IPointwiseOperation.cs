using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>What a pointwise operator does with the values at one place.</summary>
internal interface IPointwiseOperation
{
    TVector Compute<TVector>(TVector a, TVector b, TVector c)
        where TVector : struct, ISimdVector<TVector>;
}
