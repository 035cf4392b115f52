using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks;

/// <summary>
/// Appends layers to a graph by their names in a weights file. Channels are read off the stored shapes; what a layer must
/// have (its input's channels, its kernel size) is checked.
/// </summary>
/// <param name="builder">The graph.</param>
/// <param name="source">Where tensors come from.</param>
/// <param name="scope">Prefix of all names, such as "SegNet/".</param>
/// <param name="weightsName">How the weights of a layer are called: "weights" or "kernel".</param>
/// <param name="biasName">How its bias is called.</param>
internal sealed class LayerReader(GraphBuilder builder, TensorSource source, string scope, string weightsName, string biasName)
{
    private const int AnyExtent = TensorSource.AnyExtent;

    /// <summary>The graph that layers are appended to.</summary>
    public GraphBuilder Builder => builder;

    /// <summary>A reader of the names below <paramref name="name"/>.</summary>
    public LayerReader Below(string name) => new(builder, source, $"{scope}{name}/", weightsName, biasName);

    /// <summary>How many of the layers name0, name1, … there are.</summary>
    public int Count(string name) => source.CountNumbered(scope + name);

    /// <summary>A convolution with stride 1 that keeps the size.</summary>
    public Operand Convolution(Operand x, string name, int kernel, Activation activation = default, bool bias = true)
    {
        string layer = scope + name;
        Tensor weights = source.Get($"{layer}/{weightsName}", new Shape(AnyExtent, x.Channels, kernel, kernel));
        Tensor? biasTensor = bias ? source.Get($"{layer}/{biasName}", new Shape(weights.Shape[0])) : null;
        return builder.Convolution(x, weights, biasTensor, layer, activation);
    }

    /// <summary>A transposed convolution 2×2 with stride 2, cropped to the size of another tensor.</summary>
    public Operand TransposedConvolution(Operand x, string name, Operand sizeOf)
    {
        string layer = scope + name;
        Tensor weights = source.Get($"{layer}/{weightsName}", new Shape(x.Channels, AnyExtent, 2, 2));
        return builder.TransposedConvolution(x, weights, sizeOf, layer);
    }
}
