using System.Collections.Immutable;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>One launch: an operator, where its inputs and its output lie.</summary>
public sealed record Step(Operator Operator, ImmutableArray<View> Inputs, View Output, string Name)
{
    /// <summary>Shapes of the inputs, as the operator's rules take them.</summary>
    public Shape[] InputShapes => [.. Inputs.Select(input => input.Shape)];
}
