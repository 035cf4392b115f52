using System.Globalization;
using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Sftgan;

/// <summary>
/// SFTGAN's generator (Wang, Yu, Dong, Loy, "Recovering Realistic Texture in Image Super-resolution by Deep Spatial Feature
/// Transform", CVPR 2018): four times super-resolution whose features are modulated by what the picture shows. From a small
/// picture [N,3,h,w], RGB within 0 and 1, and class probabilities [N,8,4h,4w] to [N,3,4h,4w], not bounded.
/// </summary>
/// <param name="variant">Which of the two generators; null for the one that the weights are of.</param>
public sealed class SftNet(SftVariant? variant = null) : Network
{
    private const int Scale = 4;
    private const int Classes = 8;
    private static readonly Activation _conditionActivation = Activation.LeakyRelu(0.1f);

    public override string Name => variant switch
    {
        SftVariant.PyTorch => "sftgan/sftnet",
        SftVariant.Torch => "sftgan/sftnet-torch",
        _ => "sftgan",
    };

    public override string? ReferenceName => variant switch
    {
        SftVariant.PyTorch => "SFT_Net",
        SftVariant.Torch => "SFT_Net_torch",
        _ => null,
    };

    public override IReadOnlyDictionary<string, Shape> InputShapes(int height, int width) => new Dictionary<string, Shape>
    {
        ["lr"] = new(1, 3, height, width),
        ["seg"] = new(1, Classes, height * Scale, width * Scale),
    };

    private protected override void Append(GraphBuilder builder, TensorSource source)
    {
        SftVariant kind = Choose(source);
        var layers = new LayerReader(builder, source, "", "weight", "bias", '.');
        Operand image = builder.Input("lr", 3);
        Operand condition = builder.Stage("cond", Condition(layers.Below("CondNet"), builder.Input("seg", Classes)));

        Operand shallow = builder.Stage("conv0", layers.Convolution(image, "conv0", 3));
        Operand deep = builder.Stage("branch", Branch(layers, shallow, condition, kind));
        Operand features = builder.Add(shallow, deep, "sft_branch/sum");
        builder.Output(
            "sr",
            kind == SftVariant.PyTorch
            ? Shuffled(layers.Below("HR_branch"), features)
            : Enlarged(layers.Below("HR_branch"), features));
    }

    /// <summary>Only SFT_Net has weights in the first layer of its last branch; in SFT_Net_torch that is a resize.</summary>
    private SftVariant Choose(TensorSource source)
    {
        bool isTorch = source.Has("HR_branch.1.weight") && !source.Has("HR_branch.0.weight");
        bool isPyTorch = source.Has("HR_branch.0.weight") && !source.Has("HR_branch.1.weight");
        if (variant == SftVariant.PyTorch && isTorch) throw OtherVariant(source, "SFT_Net_torch", "sftgan/sftnet-torch");
        if (variant == SftVariant.Torch && isPyTorch) throw OtherVariant(source, "SFT_Net", "sftgan/sftnet");
        return variant ?? (isTorch ? SftVariant.Torch : SftVariant.PyTorch);
    }

    private InvalidFileException OtherVariant(TensorSource source, string holds, string name) =>
        new(
            source.Path, $"holds the generator {holds}, which is not '{Name}'",
            $"Use --network {name}, or --network sftgan, which takes either.");

    /// <summary>From probabilities at the size of the result to 32 maps at the size of the input.</summary>
    private static Operand Condition(LayerReader layers, Operand probabilities)
    {
        Operand x = layers.Convolution(probabilities, "0", Scale, new Convolution2D { Stride = Scale }, _conditionActivation);
        foreach (string name in new[] { "2", "4", "6" }) x = layers.Convolution(x, name, 1, _conditionActivation);
        return layers.Convolution(x, "8", 1);
    }

    /// <summary>Residual blocks, one more modulation, one more convolution.</summary>
    private static Operand Branch(LayerReader layers, Operand x, Operand condition, SftVariant variant)
    {
        LayerReader branch = layers.Below("sft_branch");
        int blocks = Math.Max(layers.Count("sft_branch.") - 2, 0);
        for (int block = 0; block < blocks; block++)
        {
            LayerReader below = branch.Below(block.ToString(CultureInfo.InvariantCulture));
            Activation first = variant == SftVariant.Torch ? Activation.Relu : Activation.None;
            Activation second = variant == SftVariant.PyTorch ? Activation.Relu : Activation.None;
            Operand y = branch.Builder.Stage($"block{block}.sft0", Modulate(below.Below("sft0"), x, condition, variant));
            if (first != Activation.None) y = branch.Builder.Activate(y, first);
            y = Modulate(below.Below("sft1"), below.Convolution(y, "conv0", 3, second), condition, variant);
            if (first != Activation.None) y = branch.Builder.Activate(y, first);
            x = branch.Builder.Stage($"block{block}", branch.Builder.Add(below.Convolution(y, "conv1", 3), x));
        }

        string last = blocks.ToString(CultureInfo.InvariantCulture),
            convolution = (blocks + 1).ToString(CultureInfo.InvariantCulture);
        Operand modulated = branch.Builder.Stage($"sft{last}", Modulate(branch.Below(last), x, condition, variant));
        return branch.Convolution(modulated, convolution, 3);
    }

    /// <summary>The spatial feature transform.</summary>
    private static Operand Modulate(LayerReader layers, Operand x, Operand condition, SftVariant variant)
    {
        var slope = Activation.LeakyRelu(variant == SftVariant.PyTorch ? 0.1f : 0.01f);
        Operand scale = layers.Convolution(layers.Convolution(condition, "SFT_scale_conv0", 1, slope), "SFT_scale_conv1", 1);
        Operand shift = layers.Convolution(layers.Convolution(condition, "SFT_shift_conv0", 1, slope), "SFT_shift_conv1", 1);
        return layers.Builder.Modulate(x, scale, shift, offset: variant == SftVariant.PyTorch ? 1 : 0);
    }

    /// <summary>SFT_Net's last branch. The official order is shuffle, then ReLU: either order gives the same numbers.</summary>
    private static Operand Shuffled(LayerReader layers, Operand x)
    {
        GraphBuilder builder = layers.Builder;
        x = builder.Stage("hr2", builder.PixelShuffle(layers.Convolution(x, "0", 3, Activation.Relu), 2));
        x = builder.PixelShuffle(layers.Convolution(x, "3", 3, Activation.Relu), 2);
        return layers.Convolution(layers.Convolution(x, "6", 3, Activation.Relu), "8", 3);
    }

    /// <summary>SFT_Net_torch's last branch.</summary>
    private static Operand Enlarged(LayerReader layers, Operand x)
    {
        GraphBuilder builder = layers.Builder;
        x = builder.Stage("hr2", layers.Convolution(builder.ResizeNearest(x, 2), "1", 3, Activation.Relu));
        x = layers.Convolution(builder.ResizeNearest(x, 2), "4", 3, Activation.Relu);
        return layers.Convolution(layers.Convolution(x, "6", 3, Activation.Relu), "8", 3);
    }
}
