using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Devices.Tuning;

/// <summary>
/// What a 3×3 convolution costs a GPU that computes it by matrix products in tiles, counted, not measured, in multiply-adds:
/// (1) those of the products, with pixels or Winograd's tiles, inputs and outputs padded to whole tiles; where they fall into
/// fewer groups than the device has multiprocessors, they take as long as if each had one; (2) the transforms' traffic: windows
/// and products are written and read back; (3) the weights' traffic: they are read once; (4) the pauses between Winograd's three
/// passes.
/// </summary>
/// <param name="TilePixels">Rows of a group's tile: output pixels, or Winograd's tiles.</param>
/// <param name="TileOutputs">Output channels of a group's tile.</param>
/// <param name="TileDepth">The multiple to which input channels are padded.</param>
/// <param name="Multiprocessors">Of the device, each of which computes a group.</param>
/// <param name="TransferWork">Multiply-adds in the time of writing and reading back four bytes.</param>
public sealed record ConvolutionWork(int TilePixels, int TileOutputs, int TileDepth, int Multiprocessors, double TransferWork)
{
    /// <summary>A pass begins some 1 µs after the one before, in which a multiprocessor does so many multiply-adds.</summary>
    private const double PauseWork = 64e3;

    /// <summary>By the product of windows.</summary>
    /// <param name="weights">[O,I,3,3].</param>
    /// <param name="output">[N,O,H,W].</param>
    public double OfWindows(Shape weights, Shape output) =>
        OfProducts(1, (long)output.N * output.H * output.W, 9 * Inputs(weights), Outputs(weights));

    /// <summary>By Winograd's algorithm.</summary>
    /// <param name="tile">With such tiles.</param>
    /// <param name="weights">[O,I,3,3].</param>
    /// <param name="output">[N,O,H,W].</param>
    public double OfWinograd(WinogradTile tile, Shape weights, Shape output)
    {
        int inputs = Inputs(weights), outputs = Outputs(weights);
        long tiles = tile.Count(output);
        double transforms = TransferWork * tile.Positions * tiles * (inputs + outputs);
        return OfProducts(tile.Positions, tiles, inputs, outputs) + transforms + 2 * PauseWork * Multiprocessors;
    }

    private int Inputs(Shape weights) => (weights[1] + TileDepth - 1) / TileDepth * TileDepth;

    private int Outputs(Shape weights) => (weights[0] + TileOutputs - 1) / TileOutputs * TileOutputs;

    /// <summary>Products [rows × depth] · [depth × outputs] and the reading of their weights.</summary>
    private double OfProducts(int products, long rows, int depth, int outputs)
    {
        long groups = products * ((rows + TilePixels - 1) / TilePixels) * (outputs / TileOutputs);
        double multiplyAdds = (double)Math.Max(groups, Multiprocessors) * TilePixels * TileOutputs * depth;
        return multiplyAdds + TransferWork / 2 * products * depth * outputs;
    }
}
