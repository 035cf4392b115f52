using System.Collections.Immutable;
using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Issr;

/// <summary>
/// ISSR's segmentation: a reflectance [N,3,H,W] into probabilities [N,3,H,W] of sky, ground and foreground (official variable
/// scope SegNet). Unlike the other three nets it pools by average.
/// </summary>
public sealed class SegNet : Network
{
    /// <summary>The channels of its output.</summary>
    public static ImmutableArray<SegmentationClass> Classes { get; } =
        [new("sky", [64, 140, 242]), new("ground", [89, 191, 77]), new("foreground", [242, 77, 64])];

    public override string Name => "issr/seg";

    public override IReadOnlyDictionary<string, Shape> InputShapes(int height, int width) =>
        new Dictionary<string, Shape> { ["reflectance"] = new(1, 3, height, width) };

    private protected override void Append(GraphBuilder builder, TensorSource source) =>
        builder.Output("segmentation", Append(builder, source, builder.Input("reflectance", 3)));

    internal static Operand Append(GraphBuilder builder, TensorSource source, Operand reflectance)
    {
        var layers = new LayerReader(builder, source, "SegNet/", "kernel", "bias");
        Operand pool1 = Encode(layers, reflectance, 1, "conv1_1", "conv1_2");
        Operand pool2 = Encode(layers, pool1, 2, "conv2d", "conv2d_1");
        Operand pool3 = Encode(layers, pool2, 3, "conv2d_2", "conv2d_3", "conv2d_4", "conv2d_5");
        Operand bottom = builder.Stage("seg.conv4_3", Convolutions(layers, pool3, "conv2d_6", "conv2d_7", "conv2d_8"));

        LayerReader upscale = layers.Below("Upscale");
        Operand deconv1 = Decode(upscale, bottom, pool3, sizeOf: pool2, "conv2d", "seg.deconv1");
        Operand deconv2 = Decode(upscale, deconv1, pool2, sizeOf: pool1, "conv2d_1", "seg.deconv2");
        Operand deconv3 = Decode(upscale, deconv2, pool1, sizeOf: reflectance, "conv2d_2", "seg.deconv3");

        Operand scales = builder.Concat(
            "SegNet/scales", builder.ResizeNearest(deconv1, deconv3), builder.ResizeNearest(deconv2, deconv3), deconv3);
        Operand t1 = builder.Stage("seg.conv_t1", upscale.Convolution(scales, "conv2d_3", 3, Activation.LeakyRelu(0.1f)));
        Operand t2 = builder.Stage("seg.conv_t2", upscale.Convolution(t1, "conv2d_4", 3));
        Operand logits = builder.Stage("seg.logits", upscale.Convolution(t2, "conv2d_5", 1));
        return builder.Softmax(logits, "SegNet/softmax");
    }

    private static Operand Encode(LayerReader layers, Operand x, int level, params ReadOnlySpan<string> names)
    {
        Operand features = Convolutions(layers, x, names);
        return layers.Builder.Stage($"seg.pool{level}", layers.Builder.Pool(features, PoolingKind.Average));
    }

    private static Operand Convolutions(LayerReader layers, Operand x, params ReadOnlySpan<string> names)
    {
        foreach (string name in names) x = layers.Convolution(x, name, 3, Activation.LeakyRelu(0.1f));
        return x;
    }

    /// <summary>The "deconv" layers: skip added, nearest resize, an ordinary convolution without activation.</summary>
    private static Operand Decode(LayerReader upscale, Operand x, Operand skip, Operand sizeOf, string name, string stage)
    {
        Operand resized = upscale.Builder.ResizeNearest(upscale.Builder.Add(x, skip), sizeOf);
        return upscale.Builder.Stage(stage, upscale.Convolution(resized, name, 3));
    }
}
