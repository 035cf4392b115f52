using System.Collections.Immutable;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>One launch: an operator, where its inputs and its output lie.</summary>
public sealed record Step(Operator Operator, ImmutableArray<View> Inputs, View Output, string Name)
{
    /// <summary>Shapes of the whole inputs, as the operator's rules take them.</summary>
    public Shape[] MapShapes => [.. Inputs.Select(input => input.Map)];

    /// <summary>Floating-point operations; a multiply-add counts as two.</summary>
    public long Flops { get; } = OfPart(Operator.Flops([.. Inputs.Select(input => input.Map)]), Output);

    /// <summary>Bytes that must move at least; of a tile its share of the whole map's.</summary>
    public long Bytes => OfPart(Operator.Bytes(MapShapes), Output);

    private static long OfPart(long whole, View output) =>
        (long)((double)whole * output.Shape.Count / Math.Max(output.Map.Count, 1));
}
