namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// Transforms the products of a whole tile of Winograd's algorithm and stores them as a convolution's epilogue says.
/// </summary>
internal abstract unsafe class WinogradStore<TVector>
{
    /// <summary>Aᵀ M A of whole vectors of channels, finished and stored.</summary>
    /// <param name="products">Of the first channel, in the order of <see cref="WinogradTransform{TTile}"/>.</param>
    /// <param name="vectors">Vectors of channels.</param>
    /// <param name="bias">[channels].</param>
    /// <param name="row">Output row of the tile's first, counted through all images.</param>
    /// <param name="column">Output column of the tile's first.</param>
    /// <param name="channel">First channel.</param>
    /// <param name="half">Positions of scratch for each vector, aligned.</param>
    public abstract void Store(float* products, int vectors, float* bias, int row, int column, int channel, float* half);
}
