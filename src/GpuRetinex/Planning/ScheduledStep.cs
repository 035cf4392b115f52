using System.Collections.Immutable;
using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>A step before it is known where anything lies.</summary>
/// <param name="IsCarry">Whether it only moves rows of a value from one of its parts to another.</param>
internal sealed record ScheduledStep(
    Operator Operator, ImmutableArray<ScheduledOperand> Inputs, ScheduledOperand Output, string Name, bool IsCarry);

/// <summary>What a step reads or writes.</summary>
/// <param name="Operand">The channels.</param>
/// <param name="Part">Index of the stored part that holds them; −1 for constants and for what is not read.</param>
/// <param name="Region">The pixels.</param>
internal sealed record ScheduledOperand(Operand Operand, int Part, Region Region);

/// <summary>A part of a value that has memory of its own.</summary>
/// <param name="Value">The graph's value.</param>
/// <param name="Region">The pixels.</param>
internal sealed record StoredPart(int Value, Region Region);
