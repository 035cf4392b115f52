using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// 3×3 convolution by Winograd's minimal filtering F(2×2, 3×3) or F(4×4, 3×3) (Lavin and Gray, 2016), with the interpolation
/// points of the vector kernels: 0, ±1, ∞ or 0, ±√½, ±√2, ∞. Three passes over bands of tiles, so that what lies between them
/// stays small: <see cref="WinogradInput2"/> or <see cref="WinogradInput4"/>, <see cref="WinogradProduct"/>,
/// <see cref="WinogradOutput2"/> or <see cref="WinogradOutput4"/>.
/// </summary>
internal sealed class WinogradConvolution
{
    /// <summary>Elements of windows and products of a band at most: 64 MiB.</summary>
    private const long MostElements = 16L << 20;

    private readonly Step _step;
    private readonly WinogradTile _tile;
    private readonly View _weights;
    private readonly int _tiles, _band, _inputPitch, _outputPitch;

    public WinogradConvolution(Step step, WinogradTile tile)
    {
        (_step, _tile, _weights) = (step, tile, step.Inputs[Convolution2D.WeightsIndex]);
        _tiles = (int)tile.Count(step.Output.Shape);
        _inputPitch = WeightOrder.RoundUp(_weights.Shape[1], ConvolutionTiled.Depth);
        _outputPitch = OutputPitch(_weights.Shape[0]);
        _band = WinogradTile.BandTiles(
            _tiles, ConvolutionTiled.TilePixels, MostElements / ElementsOf(ConvolutionTiled.TilePixels));
    }

    /// <summary>Elements of windows and products of a band.</summary>
    public long ScratchElements => ElementsOf(_band);

    /// <summary>Output channels, rounded up to whole tiles of channels.</summary>
    public static int OutputPitch(int outputs) => WeightOrder.RoundUp(outputs, TileChannels(outputs));

    /// <summary>Output channels of a group of the product.</summary>
    public static int TileChannels(int outputs) => outputs > NarrowTile.Channels ? WideTile.Channels : NarrowTile.Channels;

    /// <summary>The three launches of every band.</summary>
    /// <param name="shared">What the other convolution kernels would be launched with.</param>
    /// <param name="builder">Finds memory and kernels.</param>
    public Action Prepare(ConvolutionArguments shared, LaunchBuilder builder)
    {
        WinogradArguments arguments = ArgumentsOf(shared, builder);
        bool two = _tile == WinogradTile.Two, wide = _outputPitch % WideTile.Channels == 0;
        Action<WinogradArguments> transformInput = two ? WinogradInput2.Compute : WinogradInput4.Compute;
        Action<WinogradArguments> transformOutput = two ? WinogradOutput2.Compute : WinogradOutput4.Compute;
        var launches = new List<Action>();
        for (int first = 0; first < _tiles; first += _band)
        {
            arguments.FirstTile = first;
            arguments.Tiles = Math.Min(_band, _tiles - first);
            launches.Add(builder.Launch(transformInput, (long)arguments.Tiles * _inputPitch, arguments));
            launches.Add(wide ? Multiply<WideTile>(arguments, builder) : Multiply<NarrowTile>(arguments, builder));
            launches.Add(builder.Launch(transformOutput, (long)arguments.Tiles * arguments.Outputs, arguments));
        }

        return () => launches.ForEach(launch => launch());
    }

    private Action Multiply<TTile>(WinogradArguments arguments, LaunchBuilder builder)
        where TTile : struct, ITile
    {
        int rows = (arguments.Tiles + ConvolutionTiled.TilePixels - 1) / ConvolutionTiled.TilePixels;
        var groups = new Index3D(rows, _outputPitch / TTile.Channels, _tile.Positions);
        var config = new KernelConfig(groups, new Index3D(ConvolutionTiled.Threads, 1, 1));
        return builder.Launch(WinogradProduct.Compute<TTile>, config, arguments);
    }

    private WinogradArguments ArgumentsOf(ConvolutionArguments shared, LaunchBuilder builder)
    {
        ArrayView<float> scratch = builder.Scratch;
        long windows = (long)_tile.Positions * _band * _inputPitch, products = (long)_tile.Positions * _band * _outputPitch;
        ConstantOrder order = _tile == WinogradTile.Two ? ConstantOrder.Winograd2Weights : ConstantOrder.Winograd4Weights;
        return new WinogradArguments
        {
            Input = shared.Input,
            Epilogue = shared.Epilogue,
            Height = shared.Height,
            Width = shared.Width,
            OutputHeight = shared.OutputHeight,
            OutputWidth = shared.OutputWidth,
            FirstRow = shared.FirstRow,
            FirstColumn = shared.FirstColumn,
            TileColumns = _tile.Along(shared.OutputWidth),
            TileRows = _tile.Along(shared.OutputHeight),
            TilePitch = _band,
            InputPitch = _inputPitch,
            OutputPitch = _outputPitch,
            Outputs = _weights.Shape[0],
            Windows = scratch.SubView(0, windows),
            Products = scratch.SubView(windows, products),
            Weights = builder.Constant(_step, _weights, order),
        };
    }

    /// <summary>Elements of windows and products of so many tiles.</summary>
    private long ElementsOf(int tiles) => (long)tiles * _tile.Positions * (_inputPitch + _outputPitch);
}
