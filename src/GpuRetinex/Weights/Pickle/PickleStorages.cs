namespace GpuRetinex.Weights.Pickle;

/// <summary>The storages that a pickle's tensors are views of, by key.</summary>
internal sealed class PickleStorages(string path)
{
    private readonly Dictionary<string, PickleStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storage of this key, or null where the pickle has none.</summary>
    public PickleStorage? Find(string key) => _storages.GetValueOrDefault(key);

    /// <summary>
    /// The storage that a persistent id speaks of: ("storage", type, key, device, count, null where it is no view).
    /// </summary>
    /// <exception cref="InvalidFileException">The id is of another form, or contradicts an earlier one.</exception>
    public PickleStorage Resolve(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal type, string key, _, long count, .. var rest] }
            || type.Kind != PickleGlobalKind.Storage
            || count < 0
            || rest.Length > 1)
            throw new InvalidFileException(
                path, "refers to an outside object that is no storage of numbers", "Save its state_dict() alone.");
        if (rest is [not null])
            throw new InvalidFileException(
                path,
                "is from a PyTorch before 0.4, whose storage views are not supported",
                "Load and save it with a newer PyTorch.");

        var storage = new PickleStorage(key, type.Type!.Value, count);
        if (_storages.TryAdd(key, storage) || _storages[key] == storage) return _storages[key];
        throw new InvalidFileException(path, $"is damaged: storage {FileText.Quote(key)} is described in two ways");
    }
}
