namespace GpuRetinex.Weights.Pickle;

/// <summary>
/// A name that pickles may refer to. Nothing is ever loaded or run by it: its meaning is written in this library.
/// </summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Name">Module and name.</param>
/// <param name="Type">The element type, of storages.</param>
internal sealed record PickleGlobal(PickleGlobalKind Kind, string Name, ElementType? Type = null);
