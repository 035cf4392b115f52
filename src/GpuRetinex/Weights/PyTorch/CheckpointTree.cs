using System.Globalization;
using GpuRetinex.Weights.Pickle;

namespace GpuRetinex.Weights.PyTorch;

/// <summary>
/// Finds the tensors in a checkpoint and names them. A dictionary that itself holds tensors is a state_dict: names are its
/// keys, joined by dots below. In a dictionary of other things the first present of <see cref="WeightKeys"/> that holds
/// tensors is taken for the weights, and its tensors are named without that key; what lies beside it is not weights.
/// Where none is present everything is taken but what belongs to an optimiser or a schedule.
/// </summary>
internal sealed class CheckpointTree(string path)
{
    private const int DeepestNesting = 64;
    private const int MostNodes = 1_000_000;
    private const int LongestName = 4096;

    /// <summary>Averaged weights come first: they are the ones to be used.</summary>
    private static readonly string[] WeightKeys =
    [
        "params_ema", "state_dict_ema", "model_ema", "g_ema", "ema", "state_dict", "params", "model_state_dict", "model",
        "generator", "netG", "net_g", "net", "network", "weights",
    ];

    private static readonly string[] TrainingKeys = ["optim", "sched", "lr_sched"];

    private readonly List<(string Name, PickleTensor Tensor)> _tensors = [];
    private int _nodes;

    /// <summary>The tensors of a saved object with their names, in its order.</summary>
    /// <param name="root">The object.</param>
    /// <param name="everything">
    /// Also what is not weights; such tensors are named by all keys from the root, joined by dots.
    /// </param>
    /// <exception cref="InvalidFileException">The object is nested too deeply.</exception>
    public IReadOnlyList<(string Name, PickleTensor Tensor)> Find(object? root, bool everything)
    {
        object? weights = root;
        while (weights is PickleDictionary dictionary && ChooseWeights(dictionary) is { } inner) weights = inner;
        Visit(weights, "", 0, null, weights == root && !everything);
        if (everything && weights != root) Visit(root, "", 0, weights, false);
        return _tensors;
    }

    private PickleDictionary? ChooseWeights(PickleDictionary dictionary)
    {
        if (dictionary.Items.Any(item => item.Value is PickleTensor)) return null;
        foreach (string key in WeightKeys)
        {
            if (dictionary.Find(key) is PickleDictionary candidate && candidate != dictionary && HoldsTensor(candidate, 0))
                return candidate;
        }

        return null;
    }

    private bool HoldsTensor(object? node, int depth)
    {
        CountNode(depth);
        return node is PickleTensor || Children(node).Any(child => HoldsTensor(child.Value, depth + 1));
    }

    private void Visit(object? node, string name, int depth, object? except, bool skipTraining)
    {
        CountNode(depth);
        if (name.Length > LongestName)
            throw new InvalidFileException(path, $"has a name of more than {LongestName} characters: {FileText.Quote(name)}");
        if (node is PickleTensor tensor) _tensors.Add((name, tensor));
        foreach ((string key, object? value) in Children(node))
        {
            if (value == except && except is not null) continue;
            if (skipTraining && Array.Exists(TrainingKeys, part => key.StartsWith(part, StringComparison.OrdinalIgnoreCase)))
                continue;
            if (value is PickleTensor or PickleDictionary or PickleList or PickleTuple)
                Visit(value, name.Length == 0 ? key : $"{name}.{key}", depth + 1, except, false);
        }
    }

    private static IEnumerable<KeyValuePair<string, object?>> Children(object? node) => node switch
    {
        PickleDictionary dictionary => dictionary.Items,
        PickleList list => Numbered(list.Items),
        PickleTuple tuple => Numbered(tuple.Items),
        _ => [],
    };

    private static IEnumerable<KeyValuePair<string, object?>> Numbered(IEnumerable<object?> items) =>
        items.Select((item, index) => KeyValuePair.Create(index.ToString(CultureInfo.InvariantCulture), item));

    private void CountNode(int depth)
    {
        if (depth > DeepestNesting)
            throw new InvalidFileException(
                path, $"is nested more than {DeepestNesting} levels deep", "Save its state_dict() alone.");
        if (++_nodes > MostNodes)
            throw new InvalidFileException(path, $"holds more than {MostNodes} objects", "Save its state_dict() alone.");
    }
}
