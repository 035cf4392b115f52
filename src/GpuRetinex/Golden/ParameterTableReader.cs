using System.Collections.Immutable;
using System.Text.Json;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Golden;

/// <summary>
/// Reads the metadata "params", "prefix" and "weights_crc32" of a golden file: a list of rows [key, shape, kind, a, b] for one
/// network, a list of such lists for several, or an object of such lists by unit.
/// </summary>
/// <param name="path">The golden file, named in errors.</param>
internal sealed class ParameterTableReader(string path)
{
    private const string ParametersKey = "params";
    private const string PrefixKey = "prefix";
    private const string ChecksumKey = "weights_crc32";
    private const int RowLength = 5;

    /// <summary>The tables of a file; none where it has weights of its own.</summary>
    /// <exception cref="InvalidFileException">The metadata is not of the described form.</exception>
    public ImmutableArray<ParameterTable> Read(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(ParametersKey, out string? parameters)) return [];
        string prefix = metadata.GetValueOrDefault(PrefixKey, "");
        string? checksum = metadata.GetValueOrDefault(ChecksumKey);
        try
        {
            using JsonDocument document = JsonDocument.Parse(parameters);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
                return [
                    .. root.EnumerateObject()
                        .Select(unit => Table(unit.Name, $"{prefix}{unit.Name}/", unit.Value, checksum: null))
                ];
            if (!IsListOfTables(root)) return [Table("", prefix, root, checksum)];
            string[] prefixes = List(prefix);
            string?[] checksums = checksum is null ? new string?[prefixes.Length] : List(checksum);
            return [.. root.EnumerateArray().Select((table, i) => Table("", prefixes[i], table, checksums[i]))];
        }
        catch (Exception error)
            when (error is JsonException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw Damaged(error.Message, error);
        }
    }

    private static bool IsListOfTables(JsonElement root) =>
        root.GetArrayLength() > 0 && root[0].GetArrayLength() > 0 && root[0][0].ValueKind == JsonValueKind.Array;

    private static string[] List(string json) => JsonSerializer.Deserialize<string[]>(json) ?? [];

    private ParameterTable Table(string name, string prefix, JsonElement rows, string? checksum)
    {
        var earlier = new Dictionary<string, Shape>(StringComparer.Ordinal);
        ImmutableArray<ParameterRow>.Builder table = ImmutableArray.CreateBuilder<ParameterRow>();
        foreach (JsonElement row in rows.EnumerateArray())
        {
            if (row.GetArrayLength() != RowLength) throw Damaged($"a row has {row.GetArrayLength()} entries");
            string key = row[0].GetString() ?? throw Damaged("a row has no name");
            Shape shape = StoredShape.Create(path, key, [.. row[1].EnumerateArray().Select(extent => extent.GetInt64())]);
            if (shape.Count > Array.MaxLength / sizeof(float)) throw Damaged($"tensor {FileText.Quote(key)} is too large");
            if (!earlier.TryAdd(key, shape)) throw Damaged($"tensor {FileText.Quote(key)} stands in it twice");
            table.Add(Row(row, key, shape, earlier));
        }

        return new ParameterTable(path, name, prefix, table.ToImmutable(), checksum is null ? null : uint.Parse(checksum, null));
    }

    private ParameterRow Row(JsonElement row, string key, Shape shape, Dictionary<string, Shape> earlier)
    {
        string? kind = row[2].GetString();
        JsonElement a = row[3];
        switch (kind)
        {
            case "affine":
                return new ParameterRow.Affine(key, shape, a.GetDouble(), row[4].GetDouble());
            case "const" when a.GetArrayLength() > 0:
                return new ParameterRow.Constant(key, shape, [.. a.EnumerateArray().Select(value => (float)value.GetDouble())]);
            case "sn_u" when shape.Count > 0:
                return new ParameterRow.SpectralU(key, shape);
            case "alias" when a.GetString() is { } other && other != key && earlier.TryGetValue(other, out Shape same)
                && same == shape:
                return new ParameterRow.Alias(key, shape, other);
            case "sn_v" when a.GetString() is { } weight && weight != key && earlier.TryGetValue(weight, out Shape whole)
                && whole.Count >= shape.Count:
                return new ParameterRow.SpectralV(key, shape, weight);
            default:
                throw Damaged($"tensor {FileText.Quote(key)} is of the unknown or unfit kind {FileText.Quote(kind ?? "")}");
        }
    }

    private InvalidFileException Damaged(string what, Exception? inner = null) =>
        new(path, $"describes its weights (metadata '{ParametersKey}') in a way that is not understood: {what}", null, inner);
}
