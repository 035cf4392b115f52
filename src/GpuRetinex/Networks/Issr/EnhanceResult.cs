using GpuRetinex.Devices;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Issr;

/// <summary>An enhanced picture and what it took.</summary>
/// <param name="Image">[1,3,H,W], nominally 0 to 1, not clipped.</param>
/// <param name="Stages">Further outputs of <see cref="IssrNetwork"/> by name, where they were asked for.</param>
/// <param name="Ratio">The ratio used.</param>
/// <param name="Run">Operations, time, memory and tiles of the network.</param>
public sealed record EnhanceResult(Tensor Image, IReadOnlyDictionary<string, Tensor> Stages, float Ratio, RunResult Run);
