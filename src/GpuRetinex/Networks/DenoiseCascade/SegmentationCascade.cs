using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.DenoiseCascade;

/// <summary>
/// The denoiser followed by DeepLab-LargeFOV (Chen et al., "Semantic Image Segmentation with Deep Convolutional Nets and Fully
/// Connected CRFs", ICLR 2015) in one graph. From [N,3,H,W], BGR within 0 and 255 minus (104.008, 116.669, 122.675), to the
/// clean picture [N,3,H,W] in the same terms, to class scores fc8_voc12 at an eighth of the size, and to fc8_interp
/// [N,21,H,W], whose largest channel is a pixel's label. Both sides must be 1 more than a multiple of 4.
/// </summary>
public sealed class SegmentationCascade : Network
{
    /// <summary>Rows and columns of the mean colour before and behind the picture, for the denoiser to cut off.</summary>
    private const int PaddingBefore = DenoiserLayers.Margin, PaddingAfter = DenoiserLayers.Margin + 1;

    public override string Name => "cascade/segmentation";

    public override string? ReferenceName => "cascade seg (train_seg.prototxt, test semantics)";

    private protected override int ExampleSize => 33;

    public override bool Takes(int height, int width) => height % 4 == 1 && width % 4 == 1;

    public override IReadOnlyDictionary<string, Shape> InputShapes(int height, int width) => Takes(height, width)
        ? new Dictionary<string, Shape> { ["noisy"] = new(1, 3, height, width) }
        : throw new PictureSizeException(Name, height, width, "both sides must be 1 more than a multiple of 4");

    private protected override void Append(GraphBuilder builder, TensorSource source)
    {
        Operand padded = builder.Pad(
            builder.Input("noisy", 3), PaddingBefore, PaddingBefore, PaddingAfter, PaddingAfter, "padding");
        Operand sum = builder.Stage("sum", new DenoiserLayers(builder, source).Append(padded));
        Operand clean = builder.Stage("prediction_crop", builder.Pad(sum, 0, 0, -1, -1, "prediction_crop"));

        var vgg = new VggLayers(builder, source);
        Operand x = clean;
        for (int group = 1; group <= VggLayers.Groups; group++)
        {
            var pool =
                new Pooling2D(PoolingKind.Maximum) { Kernel = 3, Stride = group <= 3 ? 2 : 1, Padding = 1, CeilingMode = true };
            x = vgg.Pool(vgg.Group(x, group, dilation: group == VggLayers.Groups ? 2 : 1), group, pool);
        }

        var average = new Pooling2D(PoolingKind.AverageWithPadding) { Kernel = 3, Stride = 1, Padding = 1, CeilingMode = true };
        x = builder.Stage("pool5a", builder.Apply(average, "pool5a", x));

        // Dropout after fc6 and fc7 does nothing outside training.
        x = builder.Stage(
            "relu6", vgg.Layers.Convolution(x, "fc6", 3, new Convolution2D { Dilation = 12, Padding = 12 }, Activation.Relu));
        x = builder.Stage("relu7", vgg.Layers.Convolution(x, "fc7", 1, Activation.Relu));
        Operand scores = vgg.Layers.Convolution(x, "fc8_voc12", 1);
        builder.Output("clean", clean);
        builder.Output("fc8_voc12", scores);
        builder.Output("fc8_interp", builder.ResizeBilinear(scores, clean, alignCorners: true, "fc8_interp"));
    }
}
