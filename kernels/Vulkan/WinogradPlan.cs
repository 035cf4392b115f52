using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>How a 3×3 convolution is cut into tiles of 4×4 outputs and bands of tiles for Winograd's three passes.</summary>
internal sealed class WinogradPlan
{
    /// <summary>Outputs of a tile along an axis, and the inputs that they depend on.</summary>
    public const int Side = 4, WindowSide = Side + 2;

    /// <summary>Elements of a transformed tile.</summary>
    public const int Positions = WindowSide * WindowSide;

    /// <summary>
    /// Windows and products of a band. They are written by one pass and read by the next, and should stay in the last cache, where
    /// there is a large one; smaller bands would leave large devices idle.
    /// </summary>
    private const long ScratchBytes = 16 << 20;

    /// <summary>
    /// Multiply-adds that a transform costs for each channel and position: writing and reading four bytes takes as long as some
    /// 8 bytes × 10 multiply-adds for each byte at 60 % of the peak. With it 64 channels pay, and 32 don't.
    /// </summary>
    private const double TransformWork = 48;

    public WinogradPlan(Step step)
    {
        View input = step.Inputs[Convolution2D.InputIndex];
        Outputs = step.Output.Shape.C;
        Tile = ConvolutionTile.For(Outputs, long.MaxValue);
        InputPitch = WeightOrder.RoundUp(input.Shape.C, ConvolutionTile.Depth);
        OutputPitch = WeightOrder.RoundUp(Outputs, Tile.Outputs);
        TileRows = (step.Output.Shape.H + Side - 1) / Side;
        TileColumns = (step.Output.Shape.W + Side - 1) / Side;
        Tiles = (long)step.Output.Shape.N * TileRows * TileColumns;
        long fitting = ScratchBytes / (Positions * sizeof(float) * (long)(InputPitch + OutputPitch));
        BandTiles = (int)Math.Clamp(fitting / Tile.Pixels * Tile.Pixels, Tile.Pixels, (Tiles + Tile.Pixels - 1) / Tile.Pixels * Tile.Pixels);
    }

    /// <summary>Bytes of a step's transformed weights: four times those of the 3×3 filters.</summary>
    public static long WeightBytes(Step step)
    {
        var plan = new WinogradPlan(step);
        return (long)Positions * plan.InputPitch * plan.OutputPitch * sizeof(float);
    }

    public ConvolutionTile Tile { get; }

    public int Outputs { get; }

    /// <summary>Inputs, padded.</summary>
    public int InputPitch { get; }

    /// <summary>Outputs, padded.</summary>
    public int OutputPitch { get; }

    public int TileRows { get; }

    public int TileColumns { get; }

    /// <summary>Tiles of all images.</summary>
    public long Tiles { get; }

    /// <summary>Tiles of a band, a multiple of the product's tile.</summary>
    public int BandTiles { get; }

    public long WindowBytes => (long)Positions * BandTiles * InputPitch * sizeof(float);

    public long ProductBytes => (long)Positions * BandTiles * OutputPitch * sizeof(float);

    /// <summary>Whether the algorithm computes such a convolution at all.</summary>
    public static bool Fits(Convolution2D op, Step step)
    {
        View weights = step.Inputs[Convolution2D.WeightsIndex];
        return op is { Stride: 1, Dilation: 1 } && weights.Shape[2] == 3 && weights.Shape[3] == 3;
    }

    /// <summary>Whether it is expected to be faster than the product of windows.</summary>
    public static bool Pays(Convolution2D op, Step step)
    {
        if (!Fits(op, step)) return false;
        double inputs = step.Inputs[Convolution2D.InputIndex].Shape.C, outputs = step.Output.Shape.C;
        double products = (step.Output.Shape.H + Side - 1) / Side * (double)((step.Output.Shape.W + Side - 1) / Side) * Positions;
        double windows = (double)step.Output.Shape.H * step.Output.Shape.W * 9;
        return products * (inputs * outputs + TransformWork * (inputs + outputs)) < windows * inputs * outputs;
    }
}
