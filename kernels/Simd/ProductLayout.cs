namespace GpuRetinex.Kernels.Simd;

/// <summary>Where rows and products of <see cref="RowProducts"/> lie; all steps are in elements.</summary>
/// <param name="rowStep">From a row to the next.</param>
/// <param name="runs">Runs of input channels.</param>
/// <param name="runChannels">Channels of a run, which lie together.</param>
/// <param name="runStep">From a run to the next.</param>
/// <param name="productStep">From a row's products to the next row's.</param>
/// <param name="productVectorStep">From a vector of products to the next.</param>
internal readonly struct ProductLayout(
    nint rowStep, int runs, int runChannels, nint runStep, nint productStep, nint productVectorStep)
{
    public readonly nint RowStep = rowStep, RunStep = runStep, ProductStep = productStep, ProductVectorStep = productVectorStep;
    public readonly int Runs = runs, RunChannels = runChannels;
}
