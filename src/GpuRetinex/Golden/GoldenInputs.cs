using System.Collections.Immutable;
using System.Text.Json;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Golden;

/// <summary>
/// The inputs in a golden file. Those that the metadata "inputs" describes (tensor name to hashed name, centre, spread) are made
/// anew, whole, and must equal what the file holds of them.
/// </summary>
internal sealed class GoldenInputs(WeightSet file, ImmutableDictionary<string, Selection> selections)
{
    private const string MetadataKey = "inputs";

    /// <summary>The inputs by name, without the prefix.</summary>
    /// <exception cref="InvalidFileException">The metadata is not understood or not true, or an input is not whole.</exception>
    public Dictionary<string, Tensor> Read(string prefix)
    {
        Dictionary<string, JsonElement> procedures = Procedures();
        var inputs = new Dictionary<string, Tensor>();
        foreach (string name in file.Tensors.Select(tensor => tensor.Name))
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            if (name.EndsWith(Expectation.StatisticsSuffix, StringComparison.Ordinal)) continue;
            Tensor stored = file.Get(name);
            if (procedures.TryGetValue(name, out JsonElement procedure)) stored = Generate(name, procedure, stored);
            else if (selections.ContainsKey(name)) throw Damaged($"{name} is not whole, and no procedure makes it");
            inputs.Add(name[prefix.Length..], stored);
        }

        return inputs;
    }

    private Tensor Generate(string name, JsonElement procedure, Tensor stored)
    {
        Selection? selection = selections.GetValueOrDefault(name);
        Shape shape = selection?.Whole ?? stored.Shape;
        if (shape.Count > Array.MaxLength / sizeof(float)) throw Damaged($"{name} is too large");
        Tensor whole = ProceduralTensor.Affine(
            procedure[0].GetString() ?? "", shape, procedure[1].GetDouble(), procedure[2].GetDouble());
        if (!(selection?.Of(whole) ?? whole).Data.AsSpan().SequenceEqual(stored.Data))
            throw Damaged($"the procedure of {name} makes other values");
        return whole;
    }

    private Dictionary<string, JsonElement> Procedures()
    {
        try
        {
            Dictionary<string, JsonElement> procedures =
                JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(
                    file.Metadata.GetValueOrDefault(MetadataKey, "{}")) ?? [];
            return procedures.Values.All(IsProcedure)
                ? procedures : throw new JsonException("an entry is not [name, centre, spread]");
        }
        catch (JsonException error)
        {
            throw Damaged(error.Message, error);
        }
    }

    private static bool IsProcedure(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 3 && entry[0].ValueKind == JsonValueKind.String
        && entry[1].ValueKind == JsonValueKind.Number && entry[2].ValueKind == JsonValueKind.Number;

    private InvalidFileException Damaged(string what, Exception? inner = null) =>
        new(file.Path, $"has inputs (metadata '{MetadataKey}') that are not understood: {what}", null, inner);
}
