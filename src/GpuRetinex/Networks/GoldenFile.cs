using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Networks;

/// <summary>
/// Reference results of a network: a safetensors file with tensors input/NAME, output/NAME and stage/NAME, and metadata that
/// names the network and its weights.
/// </summary>
public sealed class GoldenFile
{
    private const string InputPrefix = "input/";
    private const string OutputPrefix = "output/";

    /// <exception cref="InvalidFileException">The file can't be read, or has no inputs or nothing to compare.</exception>
    public GoldenFile(string path)
    {
        Path = path;
        using WeightSet file = WeightFile.Open(path);
        Network = file.Metadata.GetValueOrDefault("network");
        Weights = file.Metadata.GetValueOrDefault("weights");
        Inputs = file.Tensors.Where(tensor => tensor.Name.StartsWith(InputPrefix, StringComparison.Ordinal))
            .ToDictionary(tensor => tensor.Name[InputPrefix.Length..], tensor => AsActivation(file.Get(tensor.Name)));
        Expected = file.Tensors.Where(tensor => IsExpectation(tensor.Name)).ToDictionary(tensor => tensor.Name, tensor => file.Get(tensor.Name));
        if (Inputs.Count == 0 || Expected.Count == 0)
            throw new InvalidFileException(path, "is not a golden file: it needs tensors named input/… and output/… or stage/…");
    }

    public string Path { get; }

    /// <summary>The network's name, if the file says it.</summary>
    public string? Network { get; }

    /// <summary>Where the weights lie, as the file says it.</summary>
    public string? Weights { get; }

    /// <summary>Inputs by the network's names.</summary>
    public IReadOnlyDictionary<string, Tensor> Inputs { get; }

    /// <summary>Expected tensors by their names in the file: output/NAME or stage/NAME.</summary>
    public IReadOnlyDictionary<string, Tensor> Expected { get; }

    /// <summary>The weights file that the metadata names, relative to the golden file's folder or the folder above; null where there is none.</summary>
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
        name.StartsWith(OutputPrefix, StringComparison.Ordinal) || name.StartsWith(Graphs.GraphBuilder.StagePrefix, StringComparison.Ordinal);

    /// <summary>A lone number is an activation of one pixel.</summary>
    private static Tensor AsActivation(Tensor tensor) => tensor.Shape.Rank < 4 && tensor.Shape.Count == 1 ? Tensor.Scalar(tensor.Data[0]) : tensor;
}
