using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Issr;

/// <summary>An enhanced picture and what it took.</summary>
/// <param name="Image">[1,3,H,W], nominally 0 to 1, not clipped.</param>
/// <param name="Stages">Further outputs of <see cref="IssrNetwork"/> by name, where they were asked for.</param>
/// <param name="Ratio">The ratio used.</param>
/// <param name="Flops">Floating-point operations of the network.</param>
/// <param name="NetworkTime">Time in the network, without preparation of the weights.</param>
/// <param name="PeakBytes">Device memory held.</param>
public sealed record EnhanceResult(
    Tensor Image, IReadOnlyDictionary<string, Tensor> Stages, float Ratio, long Flops, TimeSpan NetworkTime, long PeakBytes);
