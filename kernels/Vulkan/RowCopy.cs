namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Copies rows between the host's tensors and staging memory.</summary>
/// <param name="memory">Address of the first row in staging memory.</param>
/// <param name="firstRow">Its number.</param>
/// <param name="rows">How many rows lie there, one behind the other.</param>
internal delegate void RowCopy(nint memory, int firstRow, int rows);
