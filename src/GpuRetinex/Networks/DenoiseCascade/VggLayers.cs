using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.DenoiseCascade;

/// <summary>The layers that both high-level networks have, by Caffe's names.</summary>
internal sealed class VggLayers(GraphBuilder builder, TensorSource source)
{
    /// <summary>Groups of convolutions, each followed by a pooling.</summary>
    public const int Groups = 5;

    private static readonly int[] _convolutions = [2, 2, 3, 3, 3];

    public LayerReader Layers { get; } = new(builder, source, "", "blob0", "blob1", '.');

    /// <summary>
    /// Convolutions 3×3, each with ReLU. A stage has the name of a convolution and is its result before the ReLU.
    /// </summary>
    public Operand Group(Operand x, int group, int dilation = 1)
    {
        for (int i = 1; i <= _convolutions[group - 1]; i++)
        {
            string name = $"conv{group}_{i}";
            x = builder.Stage(
                name, Layers.Convolution(x, name, 3, new Convolution2D { Dilation = dilation, Padding = dilation }));
            x = builder.Activate(x, Activation.Relu);
        }

        return x;
    }

    public Operand Pool(Operand x, int group, Pooling2D pool) =>
        builder.Stage($"pool{group}", builder.Apply(pool, $"pool{group}", x));

    /// <summary>
    /// A matrix [O,I·k·k], over a map of k × k pixels in the order channels, rows, columns: a convolution that gives one pixel.
    /// </summary>
    public Operand FullyConnected(Operand x, string name, Activation activation)
    {
        Tensor matrix = Layers.Get($"{name}.blob0", LayerReader.AnyExtent, LayerReader.AnyExtent);
        int outputs = matrix.Shape[0], side = (int)Math.Sqrt((double)matrix.Shape[1] / x.Channels);
        if (side < 1 || matrix.Shape[1] != side * side * x.Channels)
            throw new ArgumentException($"{name}.blob0 {matrix.Shape} does not fit {x.Channels} channels");
        var weights = new Tensor(new Shape(outputs, x.Channels, side, side), matrix.Data);
        return builder.Convolution(x, weights, Layers.Get($"{name}.blob1", outputs), new Convolution2D(), name, activation);
    }
}
