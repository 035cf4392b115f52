using GpuRetinex.Tensors;

namespace GpuRetinex.Weights;

/// <summary>
/// The tensors of a weights file, or of several merged ones, by name. Disposing it unmaps the file; tensors made by
/// <see cref="Get(string, Shape)"/> stay valid, <see cref="StoredTensor.Bytes"/> does not.
/// </summary>
public sealed class WeightSet : IDisposable
{
    private readonly Dictionary<string, Entry> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _unreadable;
    private readonly Dictionary<string, string> _metadata;
    private readonly IDisposable[] _owned;

    /// <param name="path">The file the tensors came from, named in errors.</param>
    /// <param name="tensors">The tensors; no two may have the same name.</param>
    /// <param name="metadata">Text the file carries beside its tensors.</param>
    /// <exception cref="InvalidFileException">Two tensors have the same name.</exception>
    public WeightSet(string path, IEnumerable<StoredTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
        : this(path, WeightFormat.Memory, tensors, metadata)
    {
    }

    internal WeightSet(
        string path,
        WeightFormat format,
        IEnumerable<StoredTensor> tensors,
        IEnumerable<KeyValuePair<string, string>>? metadata = null,
        IEnumerable<KeyValuePair<string, string>>? unreadable = null,
        params IDisposable[] owned)
    {
        Path = path;
        Format = format;
        _owned = owned;
        foreach (StoredTensor tensor in tensors) Add(tensor, path);
        _metadata = InOrder(metadata ?? []);
        _unreadable = InOrder(unreadable ?? []);
        Tensors = TensorsInOrder();
    }

    private WeightSet(IReadOnlyCollection<WeightSet> parts)
    {
        Path = string.Join(" + ", parts.Select(part => part.Path));
        Format = parts.Select(part => part.Format).Distinct().Count() == 1 ? parts.First().Format : WeightFormat.Memory;
        _owned = [.. parts];
        foreach (WeightSet part in parts)
        {
            foreach ((StoredTensor tensor, string path) in part._tensors.Values) Add(tensor, path);
        }

        _unreadable = InOrder(parts.SelectMany(part => part._unreadable));
        _metadata = InOrder(
            parts.First()._metadata.Where(pair => parts.All(part => part._metadata.GetValueOrDefault(pair.Key) == pair.Value)));
        Tensors = TensorsInOrder();
    }

    /// <summary>The file the tensors came from; several are joined by " + ".</summary>
    public string Path { get; }

    /// <summary>What kind of file it was.</summary>
    public WeightFormat Format { get; }

    /// <summary>The tensors in ordinal order of their names.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Text the file carries beside its tensors, such as "layout" = "OIHW".</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Names of tensors the file has but that hold no numbers this library reads, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Unreadable => _unreadable;

    /// <summary>Elements of all tensors together.</summary>
    public long ParameterCount => Tensors.Sum(tensor => tensor.Shape.Count);

    /// <summary>
    /// One set with the tensors of all; of the metadata, what all agree on. It owns the parts: disposing it disposes them.
    /// </summary>
    /// <exception cref="InvalidFileException">Two files have a tensor of the same name; the message names both.</exception>
    /// <exception cref="ArgumentException">No set is given.</exception>
    public static WeightSet Merge(IReadOnlyCollection<WeightSet> parts) =>
        parts.Count > 0 ? new WeightSet(parts) : throw new ArgumentException("nothing to merge", nameof(parts));

    /// <summary>Whether a tensor of this name can be read.</summary>
    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>The tensor as stored, or null where there is none.</summary>
    public StoredTensor? Find(string name) =>
        _tensors.GetValueOrDefault(name)?.Tensor;

    /// <summary>A tensor as float32, see <see cref="StoredTensor.ToTensor"/>.</summary>
    /// <exception cref="InvalidFileException">
    /// The tensor is missing, has another shape, or has a value that is NaN or infinite.
    /// </exception>
    public Tensor Get(string name, Shape expected)
    {
        (StoredTensor stored, string path) = Require(name, $", expected with shape {expected}");
        if (stored.Shape != expected)
        {
            throw new InvalidFileException(
                path,
                $"tensor {FileText.Quote(name)} has shape {stored.Shape}, expected {expected}",
                "Check that these weights belong to this network and configuration.");
        }

        return ReadFinite(stored, path);
    }

    /// <summary>A tensor of any shape as float32, see <see cref="StoredTensor.ToTensor"/>.</summary>
    /// <exception cref="InvalidFileException">The tensor is missing or has a value that is NaN or infinite.</exception>
    public Tensor Get(string name)
    {
        (StoredTensor stored, string path) = Require(name, "");
        return ReadFinite(stored, path);
    }

    /// <summary>Unmaps the file, or files.</summary>
    public void Dispose()
    {
        foreach (IDisposable owned in _owned) owned.Dispose();
    }

    private static Tensor ReadFinite(StoredTensor stored, string path)
    {
        Tensor tensor = stored.ToTensor();
        int bad = FiniteNumbers.IndexOfOther(tensor.Data);
        if (bad < 0) return tensor;
        throw new InvalidFileException(
            path,
            $"tensor {FileText.Quote(stored.Name)} {stored.ElementType} {stored.Shape} holds {tensor.Data[bad]} at element {bad}",
            "The file is damaged or the training diverged; use other weights.");
    }

    private void Add(StoredTensor tensor, string path)
    {
        if (_tensors.TryAdd(tensor.Name, new Entry(tensor, path))) return;
        string first = _tensors[tensor.Name].Path;
        throw new InvalidFileException(
            path,
            $"tensor {FileText.Quote(tensor.Name)} is already there" + (first == path ? "" : $" from {first}"),
            first == path ? "Save it again with each tensor once." : "Leave out one of the two files.");
    }

    /// <summary>In ordinal order of the names; of several entries of one name the last.</summary>
    private static Dictionary<string, string> InOrder(IEnumerable<KeyValuePair<string, string>> entries)
    {
        var ordered = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)) ordered[key] = value;
        return ordered;
    }

    private StoredTensor[] TensorsInOrder() =>
        [.. _tensors.Values.Select(entry => entry.Tensor).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];

    private Entry Require(string name, string expectation)
    {
        if (_tensors.TryGetValue(name, out Entry? found)) return found;
        if (_unreadable.TryGetValue(name, out string? reason))
            throw new InvalidFileException(Path, $"tensor {FileText.Quote(name)} cannot be read: {reason}");
        string holds = Tensors.Count == 0
            ? "It has no tensors"
            : $"It has {Tensors.Count} tensors, such as {FileText.Quote(Tensors[0].Name)}";
        throw new InvalidFileException(
            Path,
            $"has no tensor {FileText.Quote(name)}{expectation}",
            holds + "; check that these weights belong to this network.");
    }

    private sealed record Entry(StoredTensor Tensor, string Path);
}
