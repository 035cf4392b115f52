using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs.Onnx;

/// <summary>
/// The operators whose ONNX form depends on heights and widths: known numbers, or what the model finds out as it runs.
/// </summary>
internal abstract class OnnxSizes(OnnxModel model)
{
    protected const int HeightAxis = 2, WidthAxis = 3;

    protected OnnxModel Model => model;

    /// <summary>
    /// Nearest-neighbour resize with exactly the source pixels of <see cref="Operators.NearestResize.SourceIndices"/>.
    /// </summary>
    /// <param name="tensor">Tensor to resize.</param>
    /// <param name="shape">Its shape, where sizes are fixed.</param>
    /// <param name="like">A tensor of the wanted size.</param>
    /// <param name="size">That one's shape.</param>
    /// <param name="name">The layer's name.</param>
    /// <returns>The result's name.</returns>
    public abstract string Resize(string tensor, Shape shape, string like, Shape size, string name);

    /// <summary>The first rows and columns, as many as another tensor has.</summary>
    /// <inheritdoc cref="Resize"/>
    public abstract string Crop(string tensor, Shape shape, string like, Shape size, string name);

    /// <summary>The extents of a tensor resized to another's height and width, as a tensor of numbers.</summary>
    /// <param name="shape">Shape of the tensor to resize; its batch and channels are known.</param>
    /// <param name="like">A tensor of the wanted size.</param>
    /// <param name="size">That one's shape.</param>
    /// <param name="name">The layer's name.</param>
    public abstract string SizeOf(Shape shape, string like, Shape size, string name);

    /// <summary>
    /// Rows or columns that a transposed convolution must add before <see cref="Crop"/> can give the wanted size.
    /// </summary>
    /// <param name="full">What it gives of itself.</param>
    /// <param name="size">What is wanted, where sizes are fixed; it differs by less than the stride.</param>
    /// <param name="stride">The stride.</param>
    public abstract int Excess(int full, int size, int stride);
}
