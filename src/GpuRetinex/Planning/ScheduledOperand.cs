using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>What a step reads or writes.</summary>
/// <param name="Operand">The channels.</param>
/// <param name="Part">Index of the stored part that holds them; −1 for constants and for what is not read.</param>
/// <param name="Region">The pixels.</param>
internal sealed record ScheduledOperand(Operand Operand, int Part, Region Region);
