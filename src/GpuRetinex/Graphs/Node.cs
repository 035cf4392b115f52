using System.Collections.Immutable;
using GpuRetinex.Operators;

namespace GpuRetinex.Graphs;

/// <summary>One step of a graph: an operator, what it reads, the slice that it alone writes.</summary>
/// <param name="Name">Name in the network's own terms, for errors and profiles.</param>
public sealed record Node(Operator Operator, ImmutableArray<Operand> Inputs, Operand Output, string Name);
