namespace GpuRetinex.Graphs;

/// <summary>The passes that every plan is made after, in their order.</summary>
public static class GraphPasses
{
    /// <summary>The same outputs by fewer, larger steps; no <see cref="Operators.Concat"/> is left.</summary>
    public static Graph Optimize(Graph graph)
    {
        graph = RemoveDeadNodes.Apply(graph);
        graph = FoldConstants.Apply(graph);
        graph = FuseEpilogue.Apply(graph);
        graph = MergeConvolutions.Apply(graph);
        graph = SumOverConcats.Apply(graph);
        graph = ElideConcat.Apply(graph);
        return SplitWideConvolutions.Apply(graph);
    }
}
