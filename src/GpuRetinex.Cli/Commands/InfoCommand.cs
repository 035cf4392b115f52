using System.CommandLine;
using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Networks;
using GpuRetinex.Planning;
using GpuRetinex.Weights;
using Spectre.Console;

namespace GpuRetinex.Cli.Commands;

/// <summary>What a weights file holds, and what a network over it costs.</summary>
internal sealed class InfoCommand : WorkCommand
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "safetensors, PyTorch checkpoint, TensorFlow V2 bundle (any of its parts, or its folder), .npy or .npz "
            + "[default with --network: the shipped issr-lite].",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _network = CommonOptions.Network("With --size: the network to build over the file.");

    private readonly Option<(int Width, int Height)?> _size =
        CommonOptions.Size("With --network: picture size in pixels, for operations and memory.");

    private readonly Option<bool> _json = CommonOptions.Json();

    public InfoCommand()
        : base("info", "Show tensors, parameters and metadata of a weights file; with --network and --size what one run costs.")
    {
        _file.RefuseOptions();
        Arguments.Add(_file);
        Options.Add(_network);
        Options.Add(_size);
        Options.Add(_json);
        Validators.Add(result =>
        {
            if (result.GetResult(_size) is null != result.GetResult(_network) is null)
                result.AddError("--network and --size go together.");
            if (result.GetResult(_file)?.Tokens.Count is not > 0 && result.GetResult(_network) is null)
                result.AddError("Name a FILE, or a --network.");
        });
    }

    public override IReadOnlyList<string> Examples =>
    [
        "info weights/issr-lite.safetensors",
        "info --network issr --size 600x400",
        "info checkpoint.pth --json",
    ];

    protected override int Run(ParseResult arguments, CancellationToken cancellation)
    {
        string path = arguments.GetValue(_file) ?? DefaultWeights.Path;
        using WeightSet weights = WeightFile.Open(path);
        Cost? cost = arguments.GetValue(_network) is { } name
            ? Measure(path, NetworkCatalog.Find(name)!, arguments.GetRequiredValue(_size)!.Value)
            : null;
        if (arguments.GetValue(_json)) JsonOutput.Write(Describe(path, weights, cost));
        else Print(weights, cost);
        return ExitCode.Done;
    }

    private static Cost Measure(string path, Network network, (int Width, int Height) size)
    {
        using WeightSet weights = NetworkWeights.Open(path);
        Graph graph = network.BuildForPictures(weights);
        using IDevice device = Families.OpenEmbedded();
        Plan plan = device.PlanFor(GraphPasses.Optimize(graph), network.InputShapes(size.Height, size.Width));
        long arena = plan.ArenaElements * sizeof(float), constants = graph.ParameterCount * sizeof(float);
        return new Cost(
            network.Name, $"{size.Width}x{size.Height}", plan.Flops, graph.ParameterCount, arena, constants, arena + constants,
            ReceptiveField.Of(graph, network.InputShapes, network.Takes));
    }

    private static void Print(WeightSet weights, Cost? cost)
    {
        Table table = Screen.CreateTable("tensor", "type", "shape");
        foreach (StoredTensor tensor in weights.Tensors)
            table.AddTextRow(tensor.Name, tensor.ElementType.ToString(), tensor.Shape.ToString());
        Screen.Write(table);
        foreach ((string name, string reason) in weights.Unreadable) Console.WriteLine($"not read: {name}: {reason}");
        foreach ((string key, string value) in weights.Metadata) Console.WriteLine($"metadata {key}: {value}");
        Console.WriteLine($"format: {weights.Format}");
        Console.WriteLine($"tensors: {weights.Tensors.Count}, parameters: {Numbers.Count(weights.ParameterCount)}");
        if (cost is null) return;
        Console.WriteLine($"network: {cost.Name} at {cost.Size}");
        Console.WriteLine(Numbers.Format($"operations: {cost.Flops / 1e9:0.00} GFLOP"));
        Console.WriteLine($"parameters used: {Numbers.Count(cost.Parameters)}");
        string values = Numbers.Bytes(cost.ArenaBytes), constants = Numbers.Bytes(cost.WeightBytes);
        Console.WriteLine($"peak memory on simd: {Numbers.Bytes(cost.PeakBytes)} ({values} for values, {constants} for weights)");
        Console.WriteLine("receptive field: " + (cost.ReceptiveField is { } field
            ? $"{field.Left} pixels to the left, {field.Top} up, {field.Right} to the right, {field.Bottom} down"
            : "the whole picture"));
    }

    private static Document Describe(string path, WeightSet weights, Cost? cost) => new(
        path,
        weights.Format.ToString(),
        weights.ParameterCount,
        weights.Metadata,
        [
            .. weights.Tensors.Select(
                tensor => new Entry(tensor.Name, tensor.ElementType.ToString(), tensor.Shape.Extents.ToArray()))
        ],
        weights.Unreadable,
        cost);

    private sealed record Document(
        string File,
        string Format,
        long Parameters,
        IReadOnlyDictionary<string, string> Metadata,
        IReadOnlyList<Entry> Tensors,
        IReadOnlyDictionary<string, string> Unreadable,
        Cost? Network);

    private sealed record Entry(string Name, string Type, int[] Shape);

    /// <param name="Flops">A multiply-add counts as two.</param>
    /// <param name="ArenaBytes">Inputs, intermediates and outputs, as the plan lays them out.</param>
    /// <param name="ReceptiveField">Pixels around an output pixel that it depends on; null for the whole picture.</param>
    private sealed record Cost(
        string Name,
        string Size,
        long Flops,
        long Parameters,
        long ArenaBytes,
        long WeightBytes,
        long PeakBytes,
        ReceptiveField? ReceptiveField);
}
