using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.DenoiseCascade;

/// <summary>
/// The denoiser that is trained together with a high-level task (Liu, Wen, Liu, Wang, Huang, "When Image Denoising Meets
/// High-Level Vision Tasks", IJCAI 2018), at any widths: a U-Net of three resolutions whose result is added to its input. From
/// [N,3,H,W] to [N,3,H−6,W−6], BGR within 0 and 255 minus (104, 117, 123); both sides must be multiples of 4, 8 at least.
/// </summary>
public sealed class Denoiser : Network
{
    private const int Multiple = 4, SmallestSide = 8;

    public override string Name => "denoise";

    public override string? ReferenceName => "denoise-555a (deploy_denoise.prototxt)";

    public override bool Takes(int height, int width) =>
        height % Multiple == 0 && width % Multiple == 0 && Math.Min(height, width) >= SmallestSide;

    public override IReadOnlyDictionary<string, Shape> InputShapes(int height, int width) => Takes(height, width)
        ? new Dictionary<string, Shape> { ["data"] = new(1, 3, height, width) }
        : throw new PictureSizeException(
            Name, height, width, $"both sides must be multiples of {Multiple}, {SmallestSide} at least");

    private protected override void Append(GraphBuilder builder, TensorSource source) =>
        builder.Output("output", new DenoiserLayers(builder, source).Append(builder.Input("data", 3)));
}
