namespace GpuRetinex.Kernels.Simd;

/// <summary>Addresses of the first tap of a tile's six pixels. Pixels past the end of a row repeat the last one.</summary>
internal readonly unsafe struct TilePixels
{
    public readonly float* P0, P1, P2, P3, P4, P5;

    /// <param name="first">The first pixel's address.</param>
    /// <param name="step">Elements from one pixel to the next.</param>
    /// <param name="count">Pixels that exist, 1 to 6.</param>
    public TilePixels(float* first, nint step, int count)
    {
        nint last = count - 1;
        P0 = first;
        P1 = first + Math.Min(1, last) * step;
        P2 = first + Math.Min(2, last) * step;
        P3 = first + Math.Min(3, last) * step;
        P4 = first + Math.Min(4, last) * step;
        P5 = first + Math.Min(5, last) * step;
    }
}
