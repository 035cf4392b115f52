using System.Collections.Immutable;
using System.Diagnostics;
using GpuRetinex.Graphs;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Devices;

/// <summary>
/// Runs one graph on one device for pictures of any size, whole or in tiles. Pictures of one size share the compiled plan.
/// Tiles are parts of the outputs, whatever size the inputs have; a batch, and outputs that differ in size, can only be computed
/// whole. Where the device's memory does not suffice, the picture is cut into tiles of half the side and tried again, down to
/// <see cref="TileGrid.SmallestSide"/>. Outputs that are not finite are refused.
/// </summary>
public sealed class GraphRunner : IDisposable
{
    private readonly Graph _graph;
    private readonly IDevice _device;
    private int _largestSide = int.MaxValue;
    private Dictionary<string, Shape> _plannedShapes = [];
    private Plan? _plan;
    private IExecutable? _executable;

    /// <param name="graph">A graph after <see cref="GraphPasses.Optimize"/>.</param>
    /// <param name="device">Where to run; stays the caller's.</param>
    public GraphRunner(Graph graph, IDevice device)
    {
        _graph = graph;
        _device = device;
    }

    /// <summary>Computes the graph's outputs.</summary>
    /// <param name="inputs">A tensor for each input, by name.</param>
    /// <param name="rule">Whether to cut the picture into tiles.</param>
    /// <param name="progress">Told the share of the work done, 0 to 1.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="DeviceException">The device failed, its memory does not suffice, or an output is not finite.</exception>
    public RunResult Run(
        IReadOnlyDictionary<string, Tensor> inputs, TileRule rule, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        Dictionary<string, Shape> shapes = inputs.ToDictionary(input => input.Key, input => input.Value.Shape);
        (Shape picture, bool alike) = OutputsOf(shapes);
        if (!alike || picture.N > 1)
        {
            if (TileGrid.AsksFor(tile => PlanOf(shapes, tile), picture, rule)) throw HasNoTiles();
            rule = TileRule.Off;
        }

        ImmutableArray<Region>? tiles = TileGrid.Choose(tile => PlanOf(shapes, tile), _device.Description.Id, picture, rule);
        ImmutableArray<string> notes = [];
        while (true)
        {
            if (MaySplit(rule) && TileGrid.SideOf(tiles, picture) > _largestSide) tiles = TileGrid.Cut(picture, _largestSide);
            try
            {
                RunResult result = tiles is { } parts
                    ? RunTiles(inputs, shapes, parts, progress, cancellation) : RunWhole(inputs, shapes, progress, cancellation);
                FiniteOutputs.Require(result.Outputs, _device.Description);
                return result with { Notes = notes };
            }
            catch (DeviceException exception) when (exception.Fault == DeviceFault.OutOfMemory && MaySplit(rule))
            {
                Release();
                _largestSide = TileGrid.HalfOf(TileGrid.SideOf(tiles, picture)) ?? throw DoesNotFit(exception);
                notes = notes.Add($"{_device.Description.Id}: {exception.Problem}; trying tiles of {_largestSide} pixels");
            }
        }
    }

    public void Dispose() => _executable?.Dispose();

    /// <summary>The shape of an output, and whether all have its height and width.</summary>
    private (Shape Picture, bool Alike) OutputsOf(Dictionary<string, Shape> shapes)
    {
        ImmutableArray<Shape> maps = _graph.InferShapes(shapes);
        Shape[] outputs = [.. _graph.Outputs.Select(output => maps[output.Operand.Value])];
        return (outputs[0], outputs.All(output => output.H == outputs[0].H && output.W == outputs[0].W));
    }

    private DeviceException HasNoTiles() => new(
        _device.Description.Id, "a batch, or outputs that differ in size, cannot be computed in tiles",
        "Use --tile off, or allow more with --max-memory.", fault: DeviceFault.OutOfMemory);

    private bool MaySplit(TileRule rule) => rule != TileRule.Off && _device.RunsTiles;

    private static DeviceException DoesNotFit(DeviceException exception) => new(
        exception.Device, $"{exception.Problem}, even in tiles of {TileGrid.SmallestSide} pixels, the smallest there are",
        "Close other programs that use the device, or use another one with --device.", exception, DeviceFault.OutOfMemory);

    private RunResult RunWhole(
        IReadOnlyDictionary<string, Tensor> inputs, Dictionary<string, Shape> shapes, IProgress<double>? progress,
        CancellationToken cancellation)
    {
        Plan plan = PlanOf(shapes, tile: null);
        _executable ??= _device.Compile(plan);

        var clock = Stopwatch.StartNew();
        IReadOnlyDictionary<string, Tensor> outputs = _executable.Run(inputs, progress, cancellation);
        return new RunResult(outputs, plan.Flops, clock.Elapsed, _executable.PeakBytes, Tiles: 1);
    }

    private RunResult RunTiles(
        IReadOnlyDictionary<string, Tensor> inputs, Dictionary<string, Shape> shapes, ImmutableArray<Region> tiles,
        IProgress<double>? progress, CancellationToken cancellation)
    {
        Release();
        ImmutableArray<Shape> maps = _graph.InferShapes(shapes);
        var outputs = _graph.Outputs.ToDictionary(
            output => output.Name, output => new Tensor(_graph.OperandShape(output.Operand, maps)));
        long flops = 0, peak = 0, pixels = 0;
        double picture = tiles.Sum(tile => (double)tile.Height * tile.Width);
        TimeSpan elapsed = TimeSpan.Zero;
        foreach (Region tile in tiles)
        {
            Plan plan = PlanOf(shapes, tile);
            using IExecutable executable = _device.Compile(plan);
            double begun = pixels / picture, share = (double)tile.Height * tile.Width / picture;
            var clock = Stopwatch.StartNew();
            var parts = plan.Inputs.ToDictionary(input => input.Key, input => Patch.Cut(inputs[input.Key], input.Value.Region));
            var results = executable.Run(parts, PartialProgress.Of(progress, begun, share), cancellation);
            foreach ((string name, Tensor part) in results) Patch.Paste(part, outputs[name], tile);
            elapsed += clock.Elapsed;
            flops += plan.Flops;
            peak = Math.Max(peak, executable.PeakBytes);
            pixels += (long)tile.Height * tile.Width;

            // Tiles are cut for the memory's sake, and the collector knows nothing of that limit: left alone, it keeps the
            // patches of dozens of tiles (0.7 GB at 24 megapixels). A collection here finds few objects and takes a millisecond.
            GC.Collect();
        }

        // What the picture is turned into next, such as a file, needs memory too.
        _device.Trim();
        return new RunResult(outputs, flops, elapsed, peak, tiles.Length);
    }

    /// <summary>Gives back the memory of the last run; the next one takes it anew.</summary>
    public void Release()
    {
        _executable?.Dispose();
        _executable = null;
    }

    /// <summary>The plan of a tile, or of the whole; the latter is kept, and the memory for another one given back.</summary>
    private Plan PlanOf(Dictionary<string, Shape> shapes, Region? tile)
    {
        if (tile is not null) return _device.PlanFor(_graph, shapes, tile);
        if (_plan is not null && shapes.All(shape => _plannedShapes[shape.Key] == shape.Value)) return _plan;
        Release();
        (_plan, _plannedShapes) = (_device.PlanFor(_graph, shapes), shapes);
        return _plan;
    }
}
