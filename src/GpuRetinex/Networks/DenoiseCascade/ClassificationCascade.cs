using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.DenoiseCascade;

/// <summary>
/// The denoiser followed by VGG-16 (Simonyan and Zisserman, 2015) in one graph. From [N,3,232,232], BGR within 0 and 255 minus
/// (104, 117, 123), to the clean picture [N,3,226,226] in the same terms, and to class scores fc8 and probabilities softmax
/// [N,classes,1,1].
/// </summary>
public sealed class ClassificationCascade : Network
{
    /// <summary>Side of the picture that the cascade takes.</summary>
    public const int Side = 232;

    /// <summary>Rows and columns left out at the end, so that 224 reach VGG-16.</summary>
    private const int Surplus = 2;

    public override string Name => "cascade/classification";

    public override string? ReferenceName => "cascade cls (train_cls.prototxt, test semantics)";

    private protected override int ExampleSize => Side;

    public override bool Takes(int height, int width) => (height, width) is (Side, Side);

    public override IReadOnlyDictionary<string, Shape> InputShapes(int height, int width) => Takes(height, width)
        ? new Dictionary<string, Shape> { ["noisy"] = new(1, 3, height, width) }
        : throw new PictureSizeException(Name, height, width, $"it takes {Side}x{Side}");

    private protected override void Append(GraphBuilder builder, TensorSource source)
    {
        Operand clean = builder.Stage("sum", new DenoiserLayers(builder, source).Append(builder.Input("noisy", 3)));
        Operand crop = builder.Stage("prediction_crop", builder.Pad(clean, 0, 0, -Surplus, -Surplus, "prediction_crop"));

        var vgg = new VggLayers(builder, source);
        Operand x = crop;
        for (int group = 1; group <= VggLayers.Groups; group++)
            x = vgg.Pool(vgg.Group(x, group), group, new Pooling2D(PoolingKind.Maximum) { Padding = 0, CeilingMode = true });

        // Dropout after fc6 and fc7 does nothing outside training.
        x = builder.Stage("relu6", vgg.FullyConnected(x, "fc6", Activation.Relu));
        x = builder.Stage("relu7", vgg.FullyConnected(x, "fc7", Activation.Relu));
        Operand scores = vgg.FullyConnected(x, "fc8", Activation.None);
        builder.Output("clean", clean);
        builder.Output("fc8", scores);
        builder.Output("softmax", builder.Softmax(scores));
    }
}
