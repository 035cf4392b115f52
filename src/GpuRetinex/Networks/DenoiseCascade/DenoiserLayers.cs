using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.DenoiseCascade;

/// <summary>
/// The denoiser's layers. Tensors have the names of Caffe's layers, with .blob0, .blob1, … behind. A batch normalisation holds
/// sums of means and variances and the factor to divide them by; γ and β are those of the Scale layer after it.
/// </summary>
internal sealed class DenoiserLayers(GraphBuilder builder, TensorSource source)
{
    /// <summary>Rows and columns that the output lacks on each side: what the first convolution and the last cut off.</summary>
    public const int Margin = 3;

    private readonly LayerReader _layers = new(builder, source, "", "blob0", "blob1", '.');

    /// <summary>
    /// The denoised picture [N,3,H−6,W−6] from a noisy one [N,3,H,W], both BGR within 0 and 255 minus the mean colour.
    /// </summary>
    public Operand Append(Operand noisy)
    {
        Operand conv0 = builder.Stage("conv0", _layers.Convolution(noisy, "conv0", 5, new Convolution2D()));
        Operand e1 = Residual(Normalised(conv0, "conv1", stride: 2), 1);
        Operand e2 = Residual(Normalised(e1, "conv2", stride: 2), 2);
        Operand e3 = Residual(Normalised(builder.Concat("concat_r2", e1, Upsample(e2, "upsample_r2")), "conv3", stride: 1), 3);
        Operand all = builder.Concat("concat_r3", conv0, Upsample(e3, "upsample"));
        Operand correction = builder.Stage(
            "concat_reduction", _layers.Convolution(all, "concat_reduction", 3, new Convolution2D()));
        return builder.Add(correction, builder.Pad(noisy, -Margin, -Margin, -Margin, -Margin, "noisy_data_crop"), "sum");
    }

    private Operand Normalised(Operand x, string name, int stride)
    {
        (Tensor weights, Tensor? bias) = _layers.Weights(name, x.Channels, 3);
        Operand y = Convolution(
            x, weights, bias, new Convolution2D { Stride = stride, Padding = 1 }, name, $"{name}_bn", $"{name}_Scale");
        return builder.Stage($"{name}_ReLU", builder.Activate(y, Activation.Relu));
    }

    /// <summary>1×1, 3×3, 1×1 convolutions, added to what they began with.</summary>
    private Operand Residual(Operand x, int number)
    {
        Operand y = builder.Activate(Branch(x, number, "2a", kernel: 1), Activation.Relu);
        y = builder.Activate(Branch(y, number, "2b", kernel: 3), Activation.Relu);
        y = Branch(y, number, "2c", kernel: 1);
        return builder.Stage($"residual_{number}_ReLU", builder.Activate(builder.Add(x, y), Activation.Relu));
    }

    private Operand Branch(Operand x, int number, string part, int kernel)
    {
        string name = $"residual_{number}_branch{part}";
        (Tensor weights, _) = _layers.Weights(name, x.Channels, kernel, bias: false);
        var shape = new Convolution2D { Padding = (kernel - 1) / 2 };
        return Convolution(
            x, weights, bias: null, shape, name, $"residual_{number}_bn_branch{part}", $"residual_{number}_scale_branch{part}");
    }

    private Operand Convolution(
        Operand x, Tensor weights, Tensor? bias, Convolution2D shape, string name, string normalisation, string scale)
    {
        int channels = weights.Shape[0];
        double factor = _layers.Get($"{normalisation}.blob2", 1).Data[0];
        var folded = BatchNormalisation.FromSums(
            _layers.Get($"{scale}.blob0", channels).Data, _layers.Get($"{scale}.blob1", channels).Data,
            _layers.Get($"{normalisation}.blob0", channels).Data, _layers.Get($"{normalisation}.blob1", channels).Data, factor);
        (weights, Tensor foldedBias) = folded.Fold(weights, bias);
        return builder.Convolution(x, weights, foldedBias, shape, name);
    }

    private Operand Upsample(Operand x, string name)
    {
        Tensor weights = _layers.Get($"{name}.blob0", x.Channels, LayerReader.AnyExtent, 4, 4);
        Tensor bias = _layers.Get($"{name}.blob1", weights.Shape[1]);
        return builder.Stage(
            name, builder.TransposedConvolution(x, weights, bias, new TransposedConvolution2D { Padding = 1 }, name));
    }
}
