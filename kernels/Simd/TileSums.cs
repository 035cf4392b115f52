namespace GpuRetinex.Kernels.Simd;

/// <summary>Where a tile's sums go.</summary>
/// <param name="data">The first pixel's first vector.</param>
/// <param name="pixelStep">Elements from one pixel's sums to the next's.</param>
/// <param name="vectorStep">Elements from one vector of output channels to the next.</param>
internal readonly unsafe struct TileSums(float* data, nint pixelStep, nint vectorStep)
{
    public readonly float* Data = data;
    public readonly nint PixelStep = pixelStep, VectorStep = vectorStep;
}
