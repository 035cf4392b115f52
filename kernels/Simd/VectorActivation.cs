using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;

namespace GpuRetinex.Kernels.Simd;

/// <summary>Activations of a vector.</summary>
internal static class VectorActivation
{
    public static TVector Apply<TVector>(Activation activation, TVector x)
        where TVector : struct, ISimdVector<TVector> => activation.Kind switch
        {
            ActivationKind.None => x,
            ActivationKind.LeakyRelu => TVector.Max(x, x * TVector.Broadcast(activation.Slope)),
            _ => Sigmoid(x),
        };

    /// <summary>1 / (1 + e^−x); a call, for in the loops of its callers there is no room for more to be inlined.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static TVector Sigmoid<TVector>(TVector x)
        where TVector : struct, ISimdVector<TVector>
    {
        TVector one = TVector.Broadcast(1);
        return one / (one + Exponential.Of(x * TVector.Broadcast(-1)));
    }
}
