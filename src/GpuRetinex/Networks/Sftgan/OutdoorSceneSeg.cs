using System.Globalization;
using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Sftgan;

/// <summary>
/// SFTGAN's segmentation of outdoor scenes, like ResNet-101 with dilated convolutions in its last stages: from a picture
/// [N,3,H,W], BGR within 0 and 255 minus (103.939, 116.779, 123.68), to probabilities [N,8,8⌈H/8⌉,8⌈W/8⌉] of background, sky,
/// water, grass, mountain, building, plant, animal; for a side that is no multiple of 8, the multiple below or above.
/// </summary>
/// <remarks>Every convolution but the last is followed by a batch normalisation, which is folded into it here.</remarks>
public sealed class OutdoorSceneSeg : Network
{
    private const int FirstBlock = 10;
    private const int Enlargement = 8;

    /// <summary>Blocks of each stage, with the stride of the first and the dilation of all.</summary>
    private static readonly (string Name, int Blocks, int Stride, int Dilation)[] _stages =
        [("conv2", 3, 1, 1), ("conv3", 4, 2, 1), ("conv4", 23, 1, 2), ("conv5", 3, 1, 4)];

    public override string Name => "sftgan/segmentation";

    public override string? ReferenceName => "OutdoorSceneSeg";

    public override IReadOnlyDictionary<string, Shape> InputShapes(int height, int width) =>
        new Dictionary<string, Shape> { ["bgr"] = new(1, 3, height, width) };

    private protected override void Append(GraphBuilder builder, TensorSource source)
    {
        var root = new LayerReader(builder, source, "", "weight", "bias", '.');
        LayerReader layers = root.Below("feature");
        Operand x = builder.Stage(
            "conv1_1", Normalised(source, layers, builder.Input("bgr", 3), 0, 3, new Convolution2D { Stride = 2, Padding = 1 }));
        x = Normalised(source, layers, x, 3, 3, new Convolution2D { Padding = 1 });
        x = builder.Stage("conv1_3", Normalised(source, layers, x, 6, 3, new Convolution2D { Padding = 1 }));
        x = builder.Apply(new Pooling2D(PoolingKind.Maximum) { Kernel = 3, Padding = 0, CeilingMode = true }, "feature.9", x);
        builder.Stage("pool", x);

        int index = FirstBlock;
        foreach ((string stage, int blocks, int stride, int dilation) in _stages)
        {
            for (int block = 0; block < blocks; block++, index++)
            {
                bool first = block == 0;
                LayerReader below = layers.Below(Text(index));
                x = builder.Stage($"{stage}_{block + 1}", Bottleneck(source, below, x, first ? stride : 1, dilation, first));
            }
        }

        x = Normalised(source, layers, x, index, 3, new Convolution2D { Padding = 1 });

        // After the activation at index + 2 comes a dropout, which does nothing outside training.
        x = builder.Stage("conv6", layers.Convolution(x, Text(index + 4), 1));
        Tensor kernel = root.Get("deconv.weight", x.Channels, 1, 2 * Enlargement, 2 * Enlargement);
        var shape = new TransposedConvolution2D { Stride = Enlargement, Padding = Enlargement / 2, Groups = x.Channels };
        x = builder.Stage("deconv", builder.TransposedConvolution(x, kernel, bias: null, shape, "deconv"));
        builder.Output("prob", builder.Softmax(x));
    }

    /// <summary>1×1, 3×3, 1×1 convolutions around a shortcut, which is projected where the number of channels changes.</summary>
    private static Operand Bottleneck(TensorSource source, LayerReader layers, Operand x, int stride, int dilation, bool projects)
    {
        LayerReader residual = layers.Below("res");
        Operand y = Normalised(source, residual, x, 0, 1, new Convolution2D());
        y = Normalised(source, residual, y, 3, 3, new Convolution2D { Stride = stride, Dilation = dilation, Padding = dilation });
        y = Normalised(source, residual, y, 6, 1, new Convolution2D(), activates: false);
        Operand shortcut = projects
            ? Normalised(source, layers.Below("proj"), x, 0, 1, new Convolution2D { Stride = stride }, activates: false)
            : x;
        return layers.Builder.Activate(layers.Builder.Add(y, shortcut), Activation.Relu);
    }

    /// <summary>The convolution at an index and the normalisation at the next, then ReLU.</summary>
    private static Operand Normalised(
        TensorSource source, LayerReader layers, Operand x, int index, int kernel, Convolution2D shape, bool activates = true)
    {
        (Tensor weights, _) = layers.Weights(Text(index), x.Channels, kernel, bias: false);
        int channels = weights.Shape[0];
        LayerReader normalisation = layers.Below(Text(index + 1));
        source.Accept(normalisation.NameOf("num_batches_tracked"));
        var folded = BatchNormalisation.FromSums(
            normalisation.Get("weight", channels).Data, normalisation.Get("bias", channels).Data,
            normalisation.Get("running_mean", channels).Data, normalisation.Get("running_var", channels).Data, factor: 1);
        (Tensor foldedWeights, Tensor bias) = folded.Fold(weights, bias: null);
        return layers.Builder.Convolution(
            x, foldedWeights, bias, shape, layers.NameOf(Text(index)), activates ? Activation.Relu : Activation.None);
    }

    private static string Text(int index) => index.ToString(CultureInfo.InvariantCulture);
}
