using System.Text.Json;
using System.Text.Unicode;

namespace GpuRetinex.Weights.Safetensors;

/// <summary>
/// The JSON header of a safetensors file. Source: the format's description, https://huggingface.co/docs/safetensors.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The entry that holds text instead of a tensor.</summary>
    public const string MetadataName = "__metadata__";

    private const int DeepestNesting = 8;

    private readonly string _path;

    /// <exception cref="InvalidFileException">The header is not what the format prescribes.</exception>
    public SafetensorsHeader(string path, ReadOnlyMemory<byte> json)
    {
        _path = path;
        if (!Utf8.IsValid(json.Span)) throw Damaged("the header is not UTF-8 text");
        var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = DeepestNesting };
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, options);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw Damaged("the header is not a JSON object");
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataName) ReadMetadata(property.Value);
                else Entries.Add(ReadEntry(property.Name, property.Value));
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Damaged("the header is not valid JSON: " + FileText.Quote(error.Message));
        }
    }

    /// <summary>The tensors, in the order of the header.</summary>
    public List<SafetensorsEntry> Entries { get; } = [];

    /// <summary>Text beside the tensors.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    private void ReadMetadata(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object) throw Damaged("the metadata is not a JSON object");
        foreach (JsonProperty property in metadata.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw Damaged($"metadata {FileText.Quote(property.Name)} is not text");
            Metadata.Add(property.Name, property.Value.GetString()!);
        }
    }

    private SafetensorsEntry ReadEntry(string name, JsonElement entry)
    {
        string tensor = $"tensor {FileText.Quote(name)}";
        if (entry.ValueKind != JsonValueKind.Object) throw Damaged($"{tensor} is not described by a JSON object");
        foreach (JsonProperty property in entry.EnumerateObject())
        {
            if (property.Name is not ("dtype" or "shape" or "data_offsets"))
                throw Damaged($"{tensor} has an unknown field {FileText.Quote(property.Name)}");
        }

        if (!entry.TryGetProperty("dtype", out JsonElement type) || type.ValueKind != JsonValueKind.String)
            throw Damaged($"{tensor} has no dtype");
        ElementType elementType = SafetensorsTypes.Parse(type.GetString()!) ?? throw new InvalidFileException(
            _path,
            $"{tensor} has the unknown dtype {FileText.Quote(type.GetString()!)}",
            $"Understood are {SafetensorsTypes.All}.");
        long[] offsets = ReadNumbers(entry, "data_offsets", tensor);
        if (offsets.Length != 2) throw Damaged($"{tensor} has {offsets.Length} data_offsets instead of 2");
        return new SafetensorsEntry(name, elementType, ReadNumbers(entry, "shape", tensor), offsets[0], offsets[1]);
    }

    private long[] ReadNumbers(JsonElement entry, string field, string tensor)
    {
        if (!entry.TryGetProperty(field, out JsonElement array) || array.ValueKind != JsonValueKind.Array)
            throw Damaged($"{tensor} has no {field}");
        var numbers = new List<long>();
        foreach (JsonElement element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out long number) || number < 0)
                throw Damaged($"{tensor} has a {field} that is no natural number: {FileText.Quote(element.GetRawText())}");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private InvalidFileException Damaged(string problem) =>
        new(_path, "is not a valid safetensors file: " + problem, "Copy or download it again.");
}
