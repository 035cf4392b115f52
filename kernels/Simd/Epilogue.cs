using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// The store of a convolution: sums + bias, activation, modulation y·(scale + offset) + shift, residual, written to NHWC.
/// </summary>
internal abstract unsafe class Epilogue<TVector>
    where TVector : struct, ISimdVector<TVector>
{
    /// <summary>
    /// The pointwise work of a convolution. Each combination is code of its own, so that the loop over pixels has no choices in
    /// it.
    /// </summary>
    /// <param name="op">The convolution.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="scale">The modulation's scale; any view where there is no modulation.</param>
    /// <param name="shift">The modulation's shift, likewise.</param>
    /// <param name="residual">What is added last; any view where nothing is.</param>
    /// <param name="streams">
    /// Whether a large output is stored past the caches. A kernel that fetches <see cref="Touched"/> in time had better not: the
    /// next layer reads it again.
    /// </param>
    public static Epilogue<TVector> Create(
        Convolution2D op, TensorView output, TensorView scale, TensorView shift, TensorView residual, bool streams) =>
        (op.Activation.Kind == ActivationKind.Sigmoid, op.ModulationOffset is not null, op.HasResidual) switch
        {
            (false, false, false) => new FusedEpilogue<TVector, Off, Off, Off>(op, output, scale, shift, residual, streams),
            (false, false, true) => new FusedEpilogue<TVector, Off, Off, On>(op, output, scale, shift, residual, streams),
            (false, true, false) => new FusedEpilogue<TVector, Off, On, Off>(op, output, scale, shift, residual, streams),
            (false, true, true) => new FusedEpilogue<TVector, Off, On, On>(op, output, scale, shift, residual, streams),
            (true, false, false) => new FusedEpilogue<TVector, On, Off, Off>(op, output, scale, shift, residual, streams),
            (true, false, true) => new FusedEpilogue<TVector, On, Off, On>(op, output, scale, shift, residual, streams),
            (true, true, false) => new FusedEpilogue<TVector, On, On, Off>(op, output, scale, shift, residual, streams),
            (true, true, true) => new FusedEpilogue<TVector, On, On, On>(op, output, scale, shift, residual, streams),
        };

    /// <summary>
    /// What the store needs in the caches besides sums and bias: what it reads, and the output unless that is stored past the
    /// caches or lies where something that it reads does.
    /// </summary>
    public abstract TensorView[] Touched { get; }

    /// <summary>Stores one block of channels of a patch of pixels.</summary>
    /// <param name="patch">The sums.</param>
    /// <param name="bias">[channels], filled up to whole vectors.</param>
    /// <param name="row">Output row of the patch's first, counted through all images.</param>
    /// <param name="column">Output column of the patch's first.</param>
    /// <param name="channel">First channel.</param>
    /// <param name="channels">Number of channels.</param>
    public abstract void Store(in SumPatch patch, float* bias, int row, int column, int channel, int channels);

    /// <summary>
    /// The same store for twelve pixels of a row (<see cref="RowProducts.Rows"/>) with whole vectors of channels.
    /// </summary>
    /// <param name="sums">[pixels][vectors], without gaps.</param>
    /// <param name="vectors">1, 2 or 4 vectors of channels.</param>
    /// <param name="bias">[vectors].</param>
    /// <param name="row">Output row, counted through all images.</param>
    /// <param name="column">Output column of the first pixel.</param>
    /// <param name="channel">First channel.</param>
    public abstract void StoreDozen(float* sums, int vectors, float* bias, int row, int column, int channel);

    /// <summary>The same store for whole tiles of Winograd's algorithm, as the last pass of their transform.</summary>
    /// <typeparam name="TTile">F(m, 3).</typeparam>
    public abstract WinogradStore<TVector> ForTiles<TTile>()
        where TTile : struct, IWinogradTile;

    /// <summary>
    /// Stores a row of pixels of a layer with very few outputs (<see cref="NarrowTile"/>), whose sums lie together without gaps;
    /// they are overwritten.
    /// </summary>
    /// <param name="patch">One row of sums, followed by room up to a whole vector.</param>
    /// <param name="bias">That of <see cref="NarrowTile.BiasPixels"/> pixels.</param>
    /// <param name="row">Output row, counted through all images.</param>
    /// <param name="column">Output column of the first.</param>
    /// <param name="channels">Number of channels.</param>
    public abstract void StoreNarrow(in SumPatch patch, float* bias, int row, int column, int channels);
}
