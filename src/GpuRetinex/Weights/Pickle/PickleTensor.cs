namespace GpuRetinex.Weights.Pickle;

/// <summary>A view of a storage, exactly as the file claims it; nothing is checked yet.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Extents, long[] Strides);
