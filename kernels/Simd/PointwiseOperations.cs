using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;

namespace GpuRetinex.Kernels.Simd;

/// <summary>activation(a)</summary>
internal readonly struct ActivateOperation(Activation activation) : IPointwiseOperation
{
    public TVector Compute<TVector>(TVector a, TVector b, TVector c)
        where TVector : struct, ISimdVector<TVector> => VectorActivation.Apply(activation, a);
}

/// <summary>a + b</summary>
internal readonly struct AddOperation : IPointwiseOperation
{
    public TVector Compute<TVector>(TVector a, TVector b, TVector c)
        where TVector : struct, ISimdVector<TVector> => a + b;
}

/// <summary>a · b</summary>
internal readonly struct MultiplyOperation : IPointwiseOperation
{
    public TVector Compute<TVector>(TVector a, TVector b, TVector c)
        where TVector : struct, ISimdVector<TVector> => a * b;
}

/// <summary>a · (b + offset) + c</summary>
internal readonly struct ModulateOperation(float offset) : IPointwiseOperation
{
    public TVector Compute<TVector>(TVector a, TVector b, TVector c)
        where TVector : struct, ISimdVector<TVector> => TVector.MultiplyAdd(a, b + TVector.Broadcast(offset), c);
}
