using System.Collections.Immutable;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Golden;

/// <summary>
/// Reference results of a network: a safetensors file with tensors input/NAME, output/NAME and stage/NAME, and metadata that
/// names the network and either names its weights or describes them by a procedure.
/// </summary>
public sealed class GoldenFile
{
    private const string InputPrefix = "input/";
    private const string OutputPrefix = "output/";

    /// <exception cref="InvalidFileException">
    /// The file can't be read, has no inputs or nothing to compare, or has metadata that is not understood or not true.
    /// </exception>
    public GoldenFile(string path)
    {
        Path = path;
        using WeightSet file = WeightFile.Open(path);
        Metadata = file.Metadata.ToImmutableDictionary();
        Network = Metadata.GetValueOrDefault("network");
        Weights = Metadata.GetValueOrDefault("weights");
        Parameters = new ParameterTableReader(path).Read(Metadata);
        ImmutableDictionary<string, Selection> selections = Selection.ReadAll(path, Metadata.GetValueOrDefault("select", "{}"));
        Inputs = new GoldenInputs(file, selections).Read(InputPrefix);
        StoredTensor[] expected = [.. file.Tensors.Where(tensor => IsExpectation(tensor.Name))];
        Expected = expected.Where(tensor => IsReal(tensor.ElementType))
            .ToDictionary(tensor => tensor.Name, tensor => Expect(file, tensor.Name, selections));
        Labels = expected.Where(tensor => !IsReal(tensor.ElementType))
            .ToDictionary(tensor => tensor.Name, tensor => Expect(file, tensor.Name, selections));
        if (Inputs.Count == 0 || expected.Length == 0)
            throw new InvalidFileException(path, "is not a golden file: it needs tensors named input/… and output/… or stage/…");
    }

    public string Path { get; }

    /// <summary>Everything that the file says beside its tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The network's name, if the file says it.</summary>
    public string? Network { get; }

    /// <summary>Where the weights lie, as the file says it.</summary>
    public string? Weights { get; }

    /// <summary>The weights as procedures, one for each network or unit; empty where the file describes none.</summary>
    public ImmutableArray<ParameterTable> Parameters { get; }

    /// <summary>Inputs by the network's names, whole: those that the file describes by a procedure are made by it.</summary>
    public IReadOnlyDictionary<string, Tensor> Inputs { get; }

    /// <summary>Expected real numbers by their names in the file: output/NAME or stage/NAME.</summary>
    public IReadOnlyDictionary<string, Expectation> Expected { get; }

    /// <summary>
    /// Expected whole numbers, such as the labels of pixels or the levels of a picture, by their names in the file.
    /// </summary>
    public IReadOnlyDictionary<string, Expectation> Labels { get; }

    /// <summary>
    /// The weights file that the metadata names, relative to the golden file's folder or the folder above; null where there is
    /// none.
    /// </summary>
    public string? FindWeights()
    {
        if (Weights is null) return null;
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        string[] candidates = [System.IO.Path.Combine(folder, Weights), System.IO.Path.Combine(folder, "..", Weights)];
        return candidates.Select(System.IO.Path.GetFullPath).FirstOrDefault(System.IO.Path.Exists);
    }

    /// <summary>The name that a graph gives to an expected tensor.</summary>
    public static string GraphName(string expectedName) =>
        expectedName.StartsWith(OutputPrefix, StringComparison.Ordinal) ? expectedName[OutputPrefix.Length..] : expectedName;

    private static bool IsExpectation(string name) =>
        !name.EndsWith(Expectation.StatisticsSuffix, StringComparison.Ordinal)
        && (name.StartsWith(OutputPrefix, StringComparison.Ordinal)
            || name.StartsWith(Graphs.GraphBuilder.StagePrefix, StringComparison.Ordinal));

    private static bool IsReal(ElementType type) =>
        type is ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 or ElementType.Float64;

    private static Expectation Expect(WeightSet file, string name, ImmutableDictionary<string, Selection> selections)
    {
        Tensor values = file.Get(name);
        Selection? selection = selections.GetValueOrDefault(name);
        if (selection is not null && selection.Kept != values.Shape)
            throw new InvalidFileException(file.Path, $"has {values.Shape} elements of {name}, but selects {selection.Kept}");
        string statistics = name + Expectation.StatisticsSuffix;
        return new Expectation(
            name, values, selection, file.Contains(statistics) ? file.Get(statistics, new Shape(TensorStatistics.Count)) : null);
    }
}
