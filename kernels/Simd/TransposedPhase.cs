namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// Along one axis of a transposed convolution, the output pixels whose place, padding added, leaves <paramref name="Remainder"/>
/// when divided by the stride. They take the taps Remainder, Remainder + Stride, …: an ordinary convolution with stride 1,
/// whose taps run backwards.
/// </summary>
/// <param name="Remainder">0 to Stride − 1.</param>
/// <param name="Stride">The stride.</param>
/// <param name="Kernel">Taps of the whole kernel.</param>
internal readonly record struct TransposedPhase(int Remainder, int Stride, int Kernel)
{
    /// <summary>Taps of this phase; 0 where the kernel is smaller than the stride.</summary>
    public int Taps => Math.Max((Kernel - Remainder + Stride - 1) / Stride, 0);

    /// <summary>The whole kernel's tap of one of this phase's, in the order of the input pixels.</summary>
    public int Tap(int index) => Remainder + (Taps - 1 - index) * Stride;
}
