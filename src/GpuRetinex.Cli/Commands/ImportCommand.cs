using System.Collections.Immutable;
using System.CommandLine;
using GpuRetinex.Networks;
using GpuRetinex.Weights;

namespace GpuRetinex.Cli.Commands;

/// <summary>Turns checkpoints of other programs into this project's weights.</summary>
internal sealed class ImportCommand : WorkCommand
{
    private readonly Argument<string[]> _sources = new("SOURCE")
    {
        Description =
            "Checkpoints: PyTorch, Caffe, TensorFlow V2 bundle (any of its parts, or its folder), .npz, .npy, safetensors. "
            + "Several are merged.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The file to write.",
        HelpName = "OUT.safetensors",
        Required = true,
    };

    private readonly Option<string?> _network = CommonOptions.Network(
        "Check names and shapes against this network and keep its tensors only; without it, every tensor is kept unchecked.");

    private readonly Option<string[]> _metadata = new("--metadata")
    {
        Description = "Text to store beside the tensors, such as sigma=25 for the noise that a denoiser was trained on.",
        HelpName = "KEY=VALUE",
    };

    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();

    public ImportCommand()
        : base(
            "import",
            "Convert official checkpoints to safetensors, kernels as [out, in, height, width]. Nothing in them is executed.")
    {
        _sources.RefuseOptions();
        _metadata.Validators.Add(result =>
        {
            foreach (string entry in result.GetValueOrDefault<string[]>() ?? [])
                if (entry.IndexOf('=') < 1) result.AddError($"--metadata: it is KEY=VALUE, not '{entry}'.");
        });
        Arguments.Add(_sources);
        Options.Add(_output);
        Options.Add(_network);
        Options.Add(_metadata);
        Options.Add(_overwrite);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "import Decom/ -o decom.safetensors --network issr/decom",
        "import Decom/ Seg/ Reflect/ Relight/ -o issr.safetensors --network issr",
        "import dncnn_25.pth -o dncnn_25.safetensors --network denoise/dncnn --metadata sigma=25",
        "import denoise.caffemodel vgg.caffemodel -o cascade.safetensors --network cascade/classification",
    ];

    protected override int Run(ParseResult arguments, CancellationToken cancellation)
    {
        string[] sources = arguments.GetRequiredValue(_sources);
        string output = arguments.GetRequiredValue(_output);
        if (output.Length == 0) throw new UsageException("--output: the name is empty.");
        OutputFile.RequireFree(output, sources, arguments.GetValue(_overwrite));
        using WeightSet weights = Open(sources, cancellation);
        Network? network = arguments.GetValue(_network) is { } name ? NetworkCatalog.Find(name) : null;
        StoredTensor[] kept = network is null ? [.. weights.Tensors] : Check(network, weights);

        cancellation.ThrowIfCancellationRequested();
        SafetensorsWriter.Write(output, kept, Metadata(weights, sources.Length, network, arguments.GetValue(_metadata) ?? []));
        foreach ((string unread, string reason) in weights.Unreadable) Screen.Note($"not read: {unread}: {reason}");
        Console.WriteLine($"{output}: {kept.Length} tensors, {Numbers.Count(kept.Sum(tensor => tensor.Shape.Count))} parameters");
        return ExitCode.Done;
    }

    private static WeightSet Open(string[] sources, CancellationToken cancellation)
    {
        var parts = new List<WeightSet>();
        try
        {
            foreach (string source in sources)
            {
                cancellation.ThrowIfCancellationRequested();
                parts.Add(NetworkWeights.Open(source));
            }

            return WeightSet.Merge(parts);
        }
        catch
        {
            foreach (WeightSet part in parts) part.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The network's tensors. Lists those that are missing, and those, such as an optimiser's, that are left out.
    /// </summary>
    private static StoredTensor[] Check(Network network, WeightSet weights)
    {
        (ImmutableArray<string> missing, ImmutableArray<string> unexpected) = network.Compare(weights);
        foreach (string name in unexpected) Screen.Note($"unexpected, left out: {name}");
        foreach (string name in missing) Screen.Note($"missing: {name}");
        if (missing.Length > 0)
        {
            throw new InvalidFileException(
                weights.Path,
                $"lacks {missing.Length} tensors of the network '{network.Name}', {unexpected.Length} others do not belong to it",
                "Give all its checkpoints, or name the right --network.");
        }

        return [.. weights.Tensors.Where(tensor => !unexpected.Contains(tensor.Name))];
    }

    private static Dictionary<string, string> Metadata(
        WeightSet weights, int sources, Network? network, IEnumerable<string> entries)
    {
        var metadata = new Dictionary<string, string>(weights.Metadata);
        if (sources == 1 && weights.Format is WeightFormat.PyTorch or WeightFormat.Caffe)
            metadata[TensorFlowLayout.LayoutKey] = TensorFlowLayout.Oihw;
        if (network is not null) metadata["network"] = network.Name;
        foreach (string[] entry in entries.Select(entry => entry.Split('=', 2))) metadata[entry[0]] = entry[1];
        return metadata;
    }
}
