using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Issr;

/// <summary>
/// ISSR's restoration of the reflectance: residual-in-residual blocks modulated by the segmentation (official variable scope
/// DenoiseNet). From reflectance [N,3,H,W], illumination [N,1,H,W] and class probabilities [N,3,H,W] to the restored
/// reflectance [N,3,H,W], which is not bounded.
/// </summary>
public sealed class ReflectNet : Network
{
    private const float Slope = 0.1f;
    private const float ModulationOffset = 0.1f;

    public override string Name => "issr/denoise";

    public override IReadOnlyDictionary<string, Shape> InputShapes(int height, int width) => new Dictionary<string, Shape>
    {
        ["reflectance"] = new(1, 3, height, width),
        ["illumination"] = new(1, 1, height, width),
        ["segmentation"] = new(1, 3, height, width),
    };

    private protected override void Append(GraphBuilder builder, TensorSource source)
    {
        Operand restored = Append(
            builder, source, builder.Input("reflectance", 3), builder.Input("illumination", 1), builder.Input("segmentation", 3));
        builder.Output("restored-reflectance", restored);
    }

    internal static Operand Append(
        GraphBuilder builder, TensorSource source, Operand reflectance, Operand illumination, Operand segmentation)
    {
        var layers = new LayerReader(builder, source, "DenoiseNet/", "kernel", "bias");
        Operand scale = builder.Stage("den.scale", Condition(layers, segmentation, "conv2d", "conv2d_1"));
        Operand shift = builder.Stage("den.shift", Condition(layers, segmentation, "conv2d_2", "conv2d_3"));

        LayerReader trunk = layers.Below("RDN");
        Operand input = builder.Concat("DenoiseNet/input", reflectance, illumination);
        Operand shallow = builder.Stage("den.F_", trunk.Convolution(input, "conv2d", 3));
        Operand f0 = builder.Stage("den.F0", trunk.Convolution(shallow, "conv2d_1", 3));
        Operand f1 = builder.Stage("den.F1", DenseBlock(trunk.Below("RDB1"), f0));
        Operand f2 = builder.Stage("den.F2", ModulatedBlock(trunk.Below("RIRB2"), f1, scale, shift, "den.RIRB2.sfa"));
        Operand f3 = builder.Stage("den.F3", DenseBlock(trunk.Below("RDB3"), f2));
        Operand f4 = builder.Stage("den.F4", DenseBlock(trunk.Below("RDB4"), f3));
        Operand middle = builder.Concat("DenoiseNet/FF1", f4, shallow);
        Operand f5 = builder.Stage("den.F5", DenseBlock(trunk.Below("RDB5"), middle));
        Operand f6 = builder.Stage("den.F6", DenseBlock(trunk.Below("RDB6"), f5));
        Operand f7 = builder.Stage("den.F7", ModulatedBlock(trunk.Below("RIRB7"), f6, scale, shift, "den.RIRB7.sfa"));
        Operand f8 = builder.Stage("den.F8", DenseBlock(trunk.Below("RDB8"), f7));

        Operand features = builder.Concat("DenoiseNet/features", f0, middle, f8);
        Operand fused = builder.Stage("den.FdLF", trunk.Convolution(features, "conv2d_2", 1));
        Operand sum = builder.Stage("den.FDF", builder.Add(trunk.Convolution(fused, "conv2d_3", 3), shallow));
        Operand output = builder.Stage("den.us", trunk.Convolution(sum, "conv2d_4", 3, Activation.LeakyRelu(Slope)));
        return trunk.Convolution(output, "conv2d_5", 3);
    }

    private static Operand Condition(LayerReader layers, Operand segmentation, string first, string second)
    {
        Operand hidden = layers.Convolution(segmentation, first, 3, Activation.LeakyRelu(Slope));
        return layers.Convolution(hidden, second, 3, Activation.Sigmoid);
    }

    /// <summary>RDB: 1×1, residual blocks, and a 1×1 over the result beside the block's input.</summary>
    private static Operand DenseBlock(LayerReader block, Operand x)
    {
        Operand y = block.Convolution(x, "conv2d", 1);
        y = ResidualBlocks(block, y, 0, block.Count("resBlock"));
        return block.Convolution(block.Builder.Concat("RDB", y, x), "conv2d_1", 1);
    }

    /// <summary>
    /// RIRB: as the dense block, with a modulation by the segmentation between the two halves of the residual blocks.
    /// </summary>
    private static Operand ModulatedBlock(LayerReader block, Operand x, Operand scale, Operand shift, string stage)
    {
        int count = block.Count("resBlock");
        Operand y = block.Convolution(x, "conv2d", 1);
        y = ResidualBlocks(block, y, 0, count / 2);
        y = block.Convolution(y, "conv2d_1", 1, bias: false);
        y = block.Builder.Stage(stage, block.Builder.Modulate(y, scale, shift, ModulationOffset));
        y = block.Convolution(y, "conv2d_2", 1);
        y = ResidualBlocks(block, y, count / 2, count);
        return block.Convolution(block.Builder.Concat("RIRB", y, x), "conv2d_3", 1);
    }

    private static Operand ResidualBlocks(LayerReader block, Operand x, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            LayerReader residual = block.Below($"resBlock{i}");
            Operand y = residual.Convolution(x, "conv2d", 3, Activation.LeakyRelu(Slope));
            x = block.Builder.Add(x, residual.Convolution(y, "conv2d_1", 3));
        }

        return x;
    }
}
