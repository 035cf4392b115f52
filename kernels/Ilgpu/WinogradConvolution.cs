using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// 3×3 convolution by Winograd's minimal filtering F(4×4, 3×3) (Lavin and Gray, 2016), with the interpolation points 0, ±√½, ±√2, ∞
/// of the vector kernels: 36 multiplications where the window has 144. Three passes over bands of tiles, so that what lies between
/// them stays small: <see cref="WinogradInput"/>, <see cref="WinogradProduct"/>, <see cref="WinogradOutput"/>.
/// </summary>
internal static class WinogradConvolution
{
    /// <summary>Elements of a transformed tile.</summary>
    public const int Positions = WindowSide * WindowSide;

    /// <summary>Side of the window that a tile depends on.</summary>
    public const int WindowSide = 6;

    /// <summary>Side of the patch of outputs that a tile gives.</summary>
    private const int Side = 4;

    /// <summary>With fewer channels the transforms cost more than the products save.</summary>
    private const int FewestChannels = 32;

    /// <summary>With fewer tiles most of a group's products are padding.</summary>
    private const int FewestTiles = ConvolutionTiled.TilePixels / 2;

    /// <summary>Elements of windows and products of a band at most: 64 MiB.</summary>
    private const long MostElements = 16L << 20;

    /// <summary>Whether the algorithm computes such a convolution at all.</summary>
    public static bool Fits(Convolution2D op, Step step)
    {
        View weights = step.Inputs[Convolution2D.WeightsIndex];
        return op is { Stride: 1, Dilation: 1 } && weights.Shape[2] == 3 && weights.Shape[3] == 3;
    }

    /// <summary>Whether it is expected to be faster than the other kernels.</summary>
    public static bool Pays(Step step)
    {
        View weights = step.Inputs[Convolution2D.WeightsIndex];
        return Math.Min(weights.Shape[0], weights.Shape[1]) >= FewestChannels && TilesOf(step) >= FewestTiles;
    }

    /// <summary>Elements of windows and products of a band.</summary>
    public static long ScratchElements(Step step) => (long)BandTiles(step) * BandElements(step);

    /// <summary>Output channels, rounded up to whole tiles of channels.</summary>
    public static int OutputPitch(int outputs) => WeightOrder.RoundUp(outputs, outputs > NarrowTile.Channels ? WideTile.Channels : NarrowTile.Channels);

    /// <summary>The three launches of every band.</summary>
    /// <param name="shared">What the other convolution kernels would be launched with.</param>
    /// <param name="step">The step.</param>
    /// <param name="builder">Finds memory and kernels.</param>
    public static Action Prepare(ConvolutionArguments shared, Step step, LaunchBuilder builder)
    {
        int tiles = TilesOf(step), band = BandTiles(step);
        WinogradArguments arguments = ArgumentsOf(shared, step, builder, band);
        var launches = new List<Action>();
        for (int first = 0; first < tiles; first += band)
        {
            arguments.FirstTile = first;
            arguments.Tiles = Math.Min(band, tiles - first);
            launches.Add(builder.Launch(WinogradInput.Compute, (long)arguments.Tiles * arguments.InputPitch, arguments));
            launches.Add(arguments.OutputPitch % WideTile.Channels == 0 ? Multiply<WideTile>(arguments, builder) : Multiply<NarrowTile>(arguments, builder));
            launches.Add(builder.Launch(WinogradOutput.Compute, (long)arguments.Tiles * arguments.Outputs, arguments));
        }

        return () => launches.ForEach(launch => launch());
    }

    private static Action Multiply<TTile>(WinogradArguments arguments, LaunchBuilder builder)
        where TTile : struct, ITile
    {
        int rows = (arguments.Tiles + ConvolutionTiled.TilePixels - 1) / ConvolutionTiled.TilePixels;
        var config = new KernelConfig(new Index3D(rows, arguments.OutputPitch / TTile.Channels, Positions), new Index3D(TTile.Threads, 1, 1));
        return builder.Launch(WinogradProduct.Compute<TTile>, config, arguments);
    }

    private static WinogradArguments ArgumentsOf(ConvolutionArguments shared, Step step, LaunchBuilder builder, int band)
    {
        View weights = step.Inputs[Convolution2D.WeightsIndex];
        int inputPitch = InputPitch(weights), outputPitch = OutputPitch(weights.Shape[0]);
        ArrayView<float> scratch = builder.Scratch;
        long windows = (long)Positions * band * inputPitch, products = (long)Positions * band * outputPitch;
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
            TileColumns = TilesAlong(step.Output.Shape.W),
            TileRows = TilesAlong(step.Output.Shape.H),
            TilePitch = band,
            InputPitch = inputPitch,
            OutputPitch = outputPitch,
            Outputs = weights.Shape[0],
            Windows = scratch.SubView(0, windows),
            Products = scratch.SubView(windows, products),
            Weights = builder.Constant(step, weights, ConstantOrder.WinogradWeights),
        };
    }

    /// <summary>Tiles of a band, a multiple of a group's.</summary>
    private static int BandTiles(Step step)
    {
        long most = Math.Max(MostElements / BandElements(step) / ConvolutionTiled.TilePixels, 1) * ConvolutionTiled.TilePixels;
        return (int)Math.Min(most, WeightOrder.RoundUp(TilesOf(step), ConvolutionTiled.TilePixels));
    }

    /// <summary>Elements of windows and products of one tile.</summary>
    private static int BandElements(Step step)
    {
        View weights = step.Inputs[Convolution2D.WeightsIndex];
        return Positions * (InputPitch(weights) + OutputPitch(weights.Shape[0]));
    }

    private static int InputPitch(View weights) => WeightOrder.RoundUp(weights.Shape[1], ConvolutionTiled.Depth);

    private static int TilesOf(Step step) => step.Output.Shape.N * TilesAlong(step.Output.Shape.H) * TilesAlong(step.Output.Shape.W);

    private static int TilesAlong(int pixels) => (pixels + Side - 1) / Side;
}
