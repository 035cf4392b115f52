using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Issr;

/// <summary>
/// ISSR's decomposition: a low-light image [N,3,H,W] into reflectance [N,3,H,W] and illumination [N,1,H,W], both within 0
/// and 1. A U-Net of two levels (official variable scope DecomNet).
/// </summary>
public sealed class DecompNet : Network
{
    public override string Name => "issr/decom";

    public override IReadOnlyDictionary<string, Shape> InputShapes(int height, int width) =>
        new Dictionary<string, Shape> { ["image"] = new(1, 3, height, width) };

    private protected override void Append(GraphBuilder builder, TensorSource source)
    {
        (Operand reflectance, Operand illumination) = Append(builder, source, builder.Input("image", 3));
        builder.Output("reflectance", reflectance);
        builder.Output("illumination", illumination);
    }

    internal static (Operand Reflectance, Operand Illumination) Append(GraphBuilder builder, TensorSource source, Operand image)
    {
        var layers = new LayerReader(builder, source, "DecomNet/", "weights", "biases");
        var activation = Activation.LeakyRelu(0.2f);
        Operand conv1 = builder.Stage("decom.conv1", layers.Convolution(image, "g_conv1_1", 3, activation));
        Operand pool1 = builder.Stage("decom.pool1", builder.Pool(conv1, PoolingKind.Maximum));
        Operand conv2 = builder.Stage("decom.conv2", layers.Convolution(pool1, "g_conv2_1", 3, activation));
        Operand pool2 = builder.Stage("decom.pool2", builder.Pool(conv2, PoolingKind.Maximum));
        Operand conv3 = builder.Stage("decom.conv3", layers.Convolution(pool2, "g_conv3_1", 3, activation));

        Operand up8 = builder.Stage("decom.up8", layers.TransposedConvolution(conv3, "g_up_1", sizeOf: conv2));
        Operand conv8 = builder.Stage(
            "decom.conv8", layers.Convolution(builder.Concat("DecomNet/skip1", up8, conv2), "g_conv8_1", 3, activation));
        Operand up9 = builder.Stage("decom.up9", layers.TransposedConvolution(conv8, "g_up_2", sizeOf: conv1));
        Operand conv9 = builder.Stage(
            "decom.conv9", layers.Convolution(builder.Concat("DecomNet/skip2", up9, conv1), "g_conv9_1", 3, activation));
        Operand reflectance = layers.Convolution(conv9, "g_conv10", 1, Activation.Sigmoid);

        Operand lightness = builder.Stage("decom.l_conv2", layers.Convolution(conv1, "l_conv1_2", 3, activation));
        Operand illumination = layers.Convolution(
            builder.Concat("DecomNet/light", lightness, conv9), "l_conv1_4", 1, Activation.Sigmoid);
        return (reflectance, illumination);
    }
}
