namespace GpuRetinex.Weights.Pickle;

/// <summary>The only names a pickle may refer to.</summary>
internal static class PickleGlobals
{
    private static readonly Dictionary<string, PickleGlobal> Allowed = Enumerate().ToDictionary(known =>
        known.Name, StringComparer.Ordinal);

    /// <summary>What a name stands for.</summary>
    /// <exception cref="InvalidFileException">It is not on the list; nothing was executed.</exception>
    public static PickleGlobal Find(string path, string module, string name)
    {
        if (Allowed.TryGetValue($"{module}.{name}", out PickleGlobal? known)) return known;
        throw new InvalidFileException(
            path,
            $"asks for {FileText.Quote($"{module}.{name}")}, which is not on the list of harmless names; nothing was executed",
            "Use it only if you trust its origin: load it in PyTorch and save its state_dict() alone.");
    }

    private static IEnumerable<PickleGlobal> Enumerate()
    {
        yield return new PickleGlobal(PickleGlobalKind.OrderedDictionary, "collections.OrderedDict");
        yield return new PickleGlobal(PickleGlobalKind.Tensor, "torch._utils._rebuild_tensor");
        yield return new PickleGlobal(PickleGlobalKind.Tensor, "torch._utils._rebuild_tensor_v2");
        yield return new PickleGlobal(PickleGlobalKind.Parameter, "torch._utils._rebuild_parameter");
        yield return new PickleGlobal(PickleGlobalKind.Size, "torch.Size");
        yield return new PickleGlobal(PickleGlobalKind.Device, "torch.device");
        foreach ((string storage, string type, ElementType elementType) in Types)
        {
            yield return new PickleGlobal(PickleGlobalKind.Storage, $"torch.{storage}Storage", elementType);
            yield return new PickleGlobal(PickleGlobalKind.Storage, $"torch.cuda.{storage}Storage", elementType);
            yield return new PickleGlobal(PickleGlobalKind.ElementType, $"torch.{type}", elementType);
        }
    }

    private static (string Storage, string Type, ElementType ElementType)[] Types =>
    [
        ("Float", "float32", ElementType.Float32),
        ("Half", "float16", ElementType.Float16),
        ("BFloat16", "bfloat16", ElementType.BFloat16),
        ("Double", "float64", ElementType.Float64),
        ("Char", "int8", ElementType.Int8),
        ("Short", "int16", ElementType.Int16),
        ("Int", "int32", ElementType.Int32),
        ("Long", "int64", ElementType.Int64),
        ("Byte", "uint8", ElementType.UInt8),
        ("Bool", "bool", ElementType.Bool),
    ];
}
