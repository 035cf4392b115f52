using System.Globalization;
using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.DenoiseCascade;

/// <summary>
/// DnCNN for grey pictures (Zhang et al., "Beyond a Gaussian Denoiser: Residual Learning of Deep CNN for Image Denoising", IEEE
/// TIP 2017), as stored by KAIR: convolutions model.0, model.2, … with their normalisations folded in, which estimate the noise.
/// From [N,1,H,W] within 0 and 1 to [N,1,H,W], not bounded.
/// </summary>
public sealed class DnCnn : Network
{
    public override string Name => "denoise/dncnn";

    public override IReadOnlyDictionary<string, Shape> InputShapes(int height, int width) =>
        new Dictionary<string, Shape> { ["data"] = new(1, 1, height, width) };

    private protected override void Append(GraphBuilder builder, TensorSource source)
    {
        var layers = new LayerReader(builder, source, "model.", "weight", "bias", '.');
        Operand noisy = builder.Input("data", 1), x = noisy;
        int last = Math.Max(source.CountNumbered("model.", '.') - 1, 2);
        for (int index = 0; index < last; index += 2) x = layers.Convolution(x, Text(index), 3, Activation.Relu);

        // The noise is subtracted: the last convolution with the opposite sign, added.
        (Tensor weights, Tensor? bias) = layers.Weights(Text(last), x.Channels, 3);
        x = builder.Convolution(x, Negated(weights), Negated(bias!), layers.NameOf(Text(last)));
        builder.Output("output", builder.Add(x, noisy, "model/sum"));
    }

    private static Tensor Negated(Tensor tensor) => new(tensor.Shape, Array.ConvertAll(tensor.Data, value => -value));

    private static string Text(int index) => index.ToString(CultureInfo.InvariantCulture);
}
