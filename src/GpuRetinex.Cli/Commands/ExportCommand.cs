using System.CommandLine;
using GpuRetinex.Graphs;
using GpuRetinex.Graphs.Onnx;
using GpuRetinex.Networks;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Cli.Commands;

/// <summary>Writes a network with its weights for other engines.</summary>
internal sealed class ExportCommand : WorkCommand
{
    private const string Onnx = "onnx", DefaultNetwork = "issr";

    /// <summary>The operator set that <see cref="OnnxExporter"/> writes.</summary>
    private const int OperatorSet = 17;

    /// <summary>Any size of more than one pixel, where the model leaves the size open.</summary>
    private static readonly (int Width, int Height) SomeSize = (16, 16);

    private readonly Argument<string> _format = new("FORMAT") { Description = "onnx: an ONNX model, operator set 17." };

    private readonly Argument<string> _output = new("OUT") { Description = "The file to write, such as issr.onnx." };

    private readonly Option<string?> _network = CommonOptions.Network($"The network [default: {DefaultNetwork}].");
    private readonly Option<string?> _weights = CommonOptions.Weights();

    private readonly Option<(int Width, int Height)?> _size =
        CommonOptions.Size("Picture size in pixels, fixed in the model [default: height and width stay open].");

    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();

    public ExportCommand()
        : base("export", "Write a network with its weights as an ONNX model, for other engines.")
    {
        _format.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } format and not Onnx)
                result.AddError($"FORMAT: it is {Onnx}, not '{format}'.");
        });
        _output.RefuseOptions();
        Arguments.Add(_format);
        Arguments.Add(_output);
        foreach (Option option in (Option[])[_network, _weights, _size, _overwrite]) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "export onnx issr.onnx",
        "export onnx decom.onnx --network issr/decom --weights decom.safetensors --size 600x400",
    ];

    protected override int Run(ParseResult arguments, CancellationToken cancellation)
    {
        string output = arguments.GetRequiredValue(_output), source = arguments.GetValue(_weights) ?? DefaultWeights.Path;
        bool overwrite = arguments.GetValue(_overwrite);
        if (output.Length == 0) throw new UsageException("OUT: the name is empty.");
        OutputFile.RequireFree(output, [source], overwrite);

        Network network = NetworkCatalog.Find(arguments.GetValue(_network) ?? DefaultNetwork)!;
        (int Width, int Height)? size = arguments.GetValue(_size);
        (int width, int height) = size ?? SomeSize;
        IReadOnlyDictionary<string, Shape> shapes = network.InputShapes(height, width);
        using WeightSet weights = NetworkWeights.Open(source);
        Graph graph = network.Build(weights);
        cancellation.ThrowIfCancellationRequested();
        OutputFile.Write(output, overwrite, stream => OnnxExporter.Export(graph, shapes, size is null, stream), cancellation);
        Print(output, network, graph, shapes, size);
        return ExitCode.Done;
    }

    private static void Print(
        string output, Network network, Graph graph, IReadOnlyDictionary<string, Shape> shapes, (int Width, int Height)? size)
    {
        string bytes = Numbers.Bytes(new FileInfo(output).Length);
        Console.WriteLine($"{output}: {network.Name}, ONNX operator set {OperatorSet}, {bytes}");
        Console.WriteLine(size is var (width, height) ? $"size: {width}x{height}" : "size: any height and width");
        foreach (NamedOperand input in graph.Inputs)
            Console.WriteLine($"input: {input.Name} {Describe(shapes[input.Name], isOpen: size is null)}");
        foreach (NamedOperand result in graph.Outputs)
            Console.WriteLine($"output: {OnnxExporter.OutputName(graph, result.Name)}");
    }

    /// <summary>An input's shape as the model declares it; an input of one pixel is a number and stays one.</summary>
    private static string Describe(Shape shape, bool isOpen) =>
        isOpen && shape is not { H: 1, W: 1 }
        ? $"[{shape.N},{shape.C},height,width]" : $"[{shape.N},{shape.C},{shape.H},{shape.W}]";
}
