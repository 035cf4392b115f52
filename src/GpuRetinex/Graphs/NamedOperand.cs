namespace GpuRetinex.Graphs;

/// <summary>An input or output of a graph.</summary>
public sealed record NamedOperand(string Name, Operand Operand);
