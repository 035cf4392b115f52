namespace GpuRetinex.Weights.Pickle;

/// <summary>A row of values that can grow: a list or a set.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}
