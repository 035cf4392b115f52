using GpuRetinex.Devices;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.Sftgan;

/// <summary>An enlarged picture and what it took.</summary>
/// <param name="Image">[1,3,4H,4W], nominally 0 to 1, not clipped.</param>
/// <param name="Segmentation">The probabilities [1,8,4H,4W] that the generator was given.</param>
/// <param name="SegmentedSize">
/// Height and width at which the picture was segmented: four times its own, or less where the memory budget demanded it; null
/// where the segmentation was given.
/// </param>
/// <param name="Run">Operations, time and memory of both networks, and the generator's tiles.</param>
public sealed record UpscaleResult(Tensor Image, Tensor Segmentation, (int Height, int Width)? SegmentedSize, RunResult Run);
