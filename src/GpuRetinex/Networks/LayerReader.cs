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
/// <param name="separator">What stands between the parts of a name: a slash in TensorFlow's, a dot in PyTorch's and
/// Caffe's.</param>
internal sealed class LayerReader(
    GraphBuilder builder, TensorSource source, string scope, string weightsName, string biasName, char separator = '/')
{
    public const int AnyExtent = TensorSource.AnyExtent;

    /// <summary>The graph that layers are appended to.</summary>
    public GraphBuilder Builder => builder;

    /// <summary>A reader of the names below <paramref name="name"/>.</summary>
    public LayerReader Below(string name) => new(builder, source, $"{scope}{name}{separator}", weightsName, biasName, separator);

    /// <summary>The full name of something below the scope.</summary>
    public string NameOf(string name) => scope + name;

    /// <summary>How many of the layers name0, name1, … there are.</summary>
    public int Count(string name) => source.CountNumbered(scope + name, separator);

    /// <summary>A tensor below the scope, with <see cref="TensorSource.AnyExtent"/> where the file decides.</summary>
    public Tensor Get(string name, params ReadOnlySpan<int> extents) => source.Get(scope + name, new Shape(extents));

    /// <summary>Weights [O,I,k,k] for an input, and the bias [O] where there is one.</summary>
    public (Tensor Weights, Tensor? Bias) Weights(string name, int inputs, int kernel, bool bias = true)
    {
        Tensor weights = Get($"{name}{separator}{weightsName}", AnyExtent, inputs, kernel, kernel);
        return (weights, bias ? Get($"{name}{separator}{biasName}", weights.Shape[0]) : null);
    }

    /// <summary>A convolution with stride 1 that keeps the size.</summary>
    public Operand Convolution(Operand x, string name, int kernel, Activation activation = default, bool bias = true)
    {
        (Tensor weights, Tensor? biasTensor) = Weights(name, x.Channels, kernel, bias);
        return builder.Convolution(x, weights, biasTensor, scope + name, activation);
    }

    /// <summary>A convolution with bias of any stride, dilation and padding.</summary>
    public Operand Convolution(Operand x, string name, int kernel, Convolution2D shape, Activation activation = default)
    {
        (Tensor weights, Tensor? bias) = Weights(name, x.Channels, kernel);
        return builder.Convolution(x, weights, bias, shape, scope + name, activation);
    }

    /// <summary>A transposed convolution 2×2 with stride 2, cropped to the size of another tensor.</summary>
    public Operand TransposedConvolution(Operand x, string name, Operand sizeOf)
    {
        Tensor weights = Get($"{name}{separator}{weightsName}", x.Channels, AnyExtent, 2, 2);
        return builder.TransposedConvolution(x, weights, sizeOf, scope + name);
    }
}
