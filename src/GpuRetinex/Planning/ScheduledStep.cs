using System.Collections.Immutable;
using GpuRetinex.Operators;

namespace GpuRetinex.Planning;

/// <summary>A step before it is known where anything lies.</summary>
/// <param name="IsCarry">Whether it only moves rows of a value from one of its parts to another.</param>
internal sealed record ScheduledStep(
    Operator Operator, ImmutableArray<ScheduledOperand> Inputs, ScheduledOperand Output, string Name, bool IsCarry);
