namespace GpuRetinex.Graphs;

/// <summary>Consecutive channels of a value: what a node reads or writes. Of a constant always the whole.</summary>
/// <param name="Value">Index into <see cref="Graph.Values"/>.</param>
/// <param name="FirstChannel">First channel of the slice.</param>
/// <param name="Channels">Number of channels.</param>
public sealed record Operand(int Value, int FirstChannel, int Channels);
