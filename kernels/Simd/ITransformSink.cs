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
