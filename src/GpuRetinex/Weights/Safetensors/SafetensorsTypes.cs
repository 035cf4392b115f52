namespace GpuRetinex.Weights.Safetensors;

/// <summary>The "dtype" of a safetensors header.</summary>
internal static class SafetensorsTypes
{
    private static readonly Dictionary<string, ElementType> ByName = new(StringComparer.Ordinal)
    {
        ["F64"] = ElementType.Float64,
        ["F32"] = ElementType.Float32,
        ["F16"] = ElementType.Float16,
        ["BF16"] = ElementType.BFloat16,
        ["I64"] = ElementType.Int64,
        ["I32"] = ElementType.Int32,
        ["I16"] = ElementType.Int16,
        ["I8"] = ElementType.Int8,
        ["U64"] = ElementType.UInt64,
        ["U32"] = ElementType.UInt32,
        ["U16"] = ElementType.UInt16,
        ["U8"] = ElementType.UInt8,
        ["BOOL"] = ElementType.Bool,
    };

    private static readonly Dictionary<ElementType, string> ByType = ByName.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>All names, for messages.</summary>
    public static string All { get; } = string.Join(", ", ByName.Keys);

    /// <summary>The type of this name, or null.</summary>
    public static ElementType? Parse(string name) => ByName.TryGetValue(name, out ElementType type) ? type : null;

    /// <summary>The name of this type.</summary>
    public static string Name(ElementType type) => ByType[type];
}
