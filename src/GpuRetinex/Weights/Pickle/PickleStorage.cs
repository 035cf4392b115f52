namespace GpuRetinex.Weights.Pickle;

/// <summary>A buffer that tensors are views of; its bytes lie outside of the pickle.</summary>
/// <param name="Key">The buffer's name in the file.</param>
/// <param name="Type">Its elements' type.</param>
/// <param name="Count">Number of elements, at least 0; as the file claims.</param>
internal sealed record PickleStorage(string Key, ElementType Type, long Count);
