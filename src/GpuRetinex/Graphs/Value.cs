using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs;

/// <summary>A tensor of a graph: a constant, or an activation whose batch and size are known only when a plan is made.</summary>
/// <param name="Channels">Channels of an activation; the first extent of a constant.</param>
/// <param name="Constant">The constant's values; null for an activation.</param>
public sealed record Value(int Channels, Tensor? Constant = null);
