namespace GpuRetinex.Weights.Pickle;

/// <summary>A fixed row of values.</summary>
internal sealed class PickleTuple(object?[] items)
{
    public object?[] Items { get; } = items;
}
