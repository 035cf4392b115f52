using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Issr;

/// <summary>
/// The whole of ISSR (Fan, Wang, Yang, Liu, "Integrating Semantic Segmentation and Retinex Model for Low-Light Image
/// Enhancement", ACM MM 2020): decomposition, segmentation of the reflectance, restoration of the reflectance, illumination
/// adjustment; the result is restored reflectance times adjusted illumination.
/// </summary>
/// <remarks>
/// Inputs: image [1,3,H,W] after min–max normalisation; ratio [1,1,1,1]; with an external segmentation also segmentation
/// [1,3,H,W]. Outputs: image, reflectance, illumination, segmentation, restored-reflectance, adjusted-illumination.
/// </remarks>
public sealed class IssrNetwork(bool externalSegmentation = false) : Network
{
    /// <summary>The input that is enhanced, and the output that results.</summary>
    public const string ImageName = "image";

    public override string Name => externalSegmentation ? "issr/external-segmentation" : "issr";

    private protected override string Result => ImageName;

    public override IReadOnlyDictionary<string, Shape> InputShapes(int height, int width)
    {
        var shapes = new Dictionary<string, Shape> { ["image"] = new(1, 3, height, width), ["ratio"] = new(1, 1, 1, 1) };
        if (externalSegmentation) shapes.Add("segmentation", new Shape(1, 3, height, width));
        return shapes;
    }

    private protected override void Append(GraphBuilder builder, TensorSource source)
    {
        Operand image = builder.Input("image", 3), ratio = builder.Input("ratio", 1);
        (Operand reflectance, Operand illumination) = DecompNet.Append(builder, source, image);
        Operand segmentation = externalSegmentation
            ? builder.Input("segmentation", 3) : SegNet.Append(builder, source, reflectance);
        Operand restored = ReflectNet.Append(builder, source, reflectance, illumination, segmentation);
        Operand adjusted = RelightNet.Append(builder, source, illumination, restored, ratio);

        builder.Output("reflectance", reflectance);
        builder.Output("illumination", illumination);
        builder.Output("segmentation", segmentation);
        builder.Output("restored-reflectance", restored);
        builder.Output("adjusted-illumination", adjusted);
        builder.Output("image", builder.Multiply(restored, adjusted, "ISSR/product"));
    }
}
