using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// The one-dimensional transforms of Winograd's minimal filtering F(m, 3) (Lavin and Gray, "Fast Algorithms for Convolutional
/// Neural Networks", 2016): y = Aᵀ[(G g) ⊙ (Bᵀ d)] gives m outputs of three taps from m + 2 inputs by m + 2 multiplications.
/// </summary>
internal unsafe interface IWinogradTile
{
    /// <summary>m, the side of the patch of outputs that a tile gives.</summary>
    static abstract int OutputSide { get; }

    /// <summary>G g.</summary>
    /// <param name="g0">First tap; the others follow.</param>
    /// <param name="target">m + 2 values.</param>
    static abstract void Filter(double g0, double g1, double g2, Span<double> target);

    /// <summary>Bᵀ d of m + 2 vectors.</summary>
    /// <param name="source">The first.</param>
    /// <param name="step">Elements from one to the next.</param>
    /// <param name="target">Where the first result goes.</param>
    /// <param name="targetStep">Elements from one result to the next.</param>
    static abstract void Input<TVector>(float* source, nint step, float* target, nint targetStep)
        where TVector : struct, ISimdVector<TVector>;

    /// <summary>Aᵀ m of m + 2 vectors.</summary>
    /// <param name="source">The first.</param>
    /// <param name="step">Elements from one to the next.</param>
    /// <param name="sink">Takes the m results.</param>
    static abstract void Output<TVector, TSink>(float* source, nint step, TSink sink)
        where TVector : struct, ISimdVector<TVector>
        where TSink : struct, ITransformSink<TVector>;
}
