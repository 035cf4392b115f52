using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Issr;

/// <summary>
/// ISSR's illumination adjustment: from illumination [N,1,H,W], restored reflectance [N,3,H,W] and a brightening ratio
/// [N,1,1,1] to the adjusted illumination [N,1,H,W], within 0 and 1 (official variable scope RelightNet).
/// </summary>
public sealed class RelightNet : Network
{
    public override string Name => "issr/relight";

    public override IReadOnlyDictionary<string, Shape> InputShapes(int height, int width) => new Dictionary<string, Shape>
    {
        ["illumination"] = new(1, 1, height, width),
        ["reflectance"] = new(1, 3, height, width),
        ["ratio"] = new(1, 1, 1, 1),
    };

    private protected override void Append(GraphBuilder builder, TensorSource source)
    {
        Operand illumination = builder.Input("illumination", 1), reflectance = builder.Input("reflectance", 3);
        Operand adjusted = Append(builder, source, illumination, reflectance, builder.Input("ratio", 1));
        builder.Output("adjusted-illumination", adjusted);
        builder.Output("product", builder.Multiply(reflectance, adjusted, "RelightNet/product"));
    }

    internal static Operand Append(
        GraphBuilder builder, TensorSource source, Operand illumination, Operand reflectance, Operand ratio)
    {
        var layers = new LayerReader(builder, source, "RelightNet/", "weights", "biases");
        var activation = Activation.LeakyRelu(0.2f);
        Operand input = builder.Concat("RelightNet/input", illumination, reflectance);
        Operand conv1 = builder.Stage("relight.conv1", layers.Convolution(input, "o_conv1_1", 3, activation));
        Operand conv2 = builder.Stage(
            "relight.conv2", layers.Convolution(builder.Pool(conv1, PoolingKind.Maximum), "o_conv2_1", 3, activation));
        Operand conv3 = builder.Stage(
            "relight.conv3", layers.Convolution(builder.Pool(conv2, PoolingKind.Maximum), "o_conv3_1", 3, activation));
        Operand up8 = layers.TransposedConvolution(conv3, "g_up_1", sizeOf: conv2);
        Operand conv8 = builder.Stage(
            "relight.conv8", layers.Convolution(builder.Concat("RelightNet/skip1", up8, conv2), "o_conv4_1", 3, activation));
        Operand up9 = layers.TransposedConvolution(conv8, "g_up_2", sizeOf: conv1);
        Operand conv9 = builder.Stage(
            "relight.conv9", layers.Convolution(builder.Concat("RelightNet/skip2", up9, conv1), "o_conv5_1", 3, activation));
        Operand features = builder.Stage("relight.F_all", layers.Convolution(conv9, "o_conv6", 1));

        Operand ratioMap = builder.ResizeNearest(ratio, sizeOf: illumination, "RelightNet/ratio");
        Operand light = layers.Convolution(builder.Concat("RelightNet/light", illumination, ratioMap), "l_conv1", 3, activation);
        light = builder.Stage("relight.l_conv2", layers.Convolution(light, "l_conv2", 3, activation));
        light = builder.Stage(
            "relight.l_conv4",
            layers.Convolution(builder.Concat("RelightNet/fusion", light, features), "l_conv4", 3, activation));
        light = builder.Stage("relight.l_conv5", layers.Convolution(light, "l_conv5", 3, activation));
        return layers.Convolution(light, "l_conv6", 1, Activation.Sigmoid);
    }
}
