using GpuRetinex.Graphs;

namespace GpuRetinex.Planning;

/// <summary>Some consecutive nodes of a graph, as a graph of its own over the same values.</summary>
/// <param name="FirstNode">Index of its first node in the whole graph.</param>
/// <param name="Graph">Its nodes; as outputs what it computes for later stages, and its part of the whole graph's
/// outputs.</param>
/// <param name="LiveElements">Elements of the values that live at the same time, at most.</param>
internal sealed record Stage(int FirstNode, Graph Graph, long LiveElements)
{
    public int EndNode => FirstNode + Graph.Nodes.Length;
}
