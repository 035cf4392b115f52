using System.CommandLine;
using System.Globalization;
using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Graphs;
using GpuRetinex.Networks;
using GpuRetinex.Weights;

namespace GpuRetinex.Cli.Benchmarks;

/// <summary>The options that say what is measured and where.</summary>
internal sealed class BenchmarkOptions
{
    private const string DefaultNetwork = "issr";
    private const int DefaultRepetitions = 9, MostRepetitions = 10_000;

    private readonly Option<string?> _network = CommonOptions.Network($"The network [default: {DefaultNetwork}].");
    private readonly Option<(int Width, int Height)?> _size = CommonOptions.Size("Picture size in pixels.");
    private readonly Option<string?> _weights = CommonOptions.Weights();
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<Precision?> _precision = CommonOptions.Precision();

    private readonly Option<int?> _repetitions = new("--repetitions")
    {
        Description = "Timed runs, after two that are not.",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultRepetitions,
        CustomParser = CommonOptions.Parser<int>(
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
                && n is >= 1 and <= MostRepetitions ? n : null,
            $"--repetitions: a number of runs is 1 to {MostRepetitions}"),
    };

    public void AddTo(Command command)
    {
        _size.Required = true;
        foreach (Option option in (Option[])[_network, _size, _weights, _device, _precision, _repetitions])
            command.Options.Add(option);
    }

    public Precision Precision(ParseResult arguments) => arguments.GetValue(_precision) ?? Devices.Precision.Default;

    public int Repetitions(ParseResult arguments) => arguments.GetValue(_repetitions) ?? DefaultRepetitions;

    public string Weights(ParseResult arguments) => arguments.GetValue(_weights) ?? DefaultWeights.Path;

    /// <summary>Plans the network and opens the device.</summary>
    /// <exception cref="InvalidFileException">The weights are of no use.</exception>
    /// <exception cref="DeviceException">The device is absent, or its memory does not suffice.</exception>
    public BenchmarkSubject Open(ParseResult arguments)
    {
        Network network = NetworkCatalog.Find(arguments.GetValue(_network) ?? DefaultNetwork)!;
        (int width, int height) = arguments.GetRequiredValue(_size)!.Value;
        using WeightSet weights = NetworkWeights.Open(Weights(arguments));
        Graph graph = GraphPasses.Optimize(network.BuildForPictures(weights));
        TunedDevice device = Families.Open(arguments.GetRequiredValue(_device), Precision(arguments));
        var subject = new BenchmarkSubject(
            network.Name, $"{width}x{height}", device.PlanFor(graph, network.InputShapes(height, width)), device);
        subject.RequireMemory();
        return subject;
    }
}
