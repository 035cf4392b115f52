using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>A part of a value that has memory of its own.</summary>
/// <param name="Value">The graph's value.</param>
/// <param name="Region">The pixels.</param>
internal sealed record StoredPart(int Value, Region Region);
