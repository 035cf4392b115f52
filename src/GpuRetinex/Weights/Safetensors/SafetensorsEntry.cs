namespace GpuRetinex.Weights.Safetensors;

/// <summary>One tensor of a header: bytes Begin up to End of the data that follows the header.</summary>
internal sealed record SafetensorsEntry(string Name, ElementType Type, long[] Extents, long Begin, long End);
