using System.Runtime.CompilerServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// What the three kernels of <see cref="WinogradConvolution"/> are launched with. Tiles are 2×2 or 4×4 outputs; a band of
/// them is computed at a time.
/// </summary>
internal struct WinogradArguments
{
    /// <summary>Rows of the input buffer.</summary>
    public int Height;

    /// <summary>Columns of the input buffer.</summary>
    public int Width;

    public int OutputHeight;
    public int OutputWidth;

    /// <summary>Row of the input under the first tap of the output's first row; negative in the padding.</summary>
    public int FirstRow;

    /// <summary>Column of the input under the first tap of the output's first column; negative in the padding.</summary>
    public int FirstColumn;

    /// <summary>Tiles side by side.</summary>
    public int TileColumns;

    /// <summary>Tiles above each other in one image.</summary>
    public int TileRows;

    /// <summary>The band's first tile.</summary>
    public int FirstTile;

    /// <summary>The band's tiles.</summary>
    public int Tiles;

    /// <summary>These, rounded up to a multiple of <see cref="ConvolutionTiled.TilePixels"/>.</summary>
    public int TilePitch;

    /// <summary>Input channels, rounded up to a multiple of <see cref="ConvolutionTiled.Depth"/>.</summary>
    public int InputPitch;

    /// <summary>Output channels, rounded up to whole tiles of channels.</summary>
    public int OutputPitch;

    /// <summary>Output channels.</summary>
    public int Outputs;

    public Epilogue Epilogue;

    /// <summary>
    /// [positions][blocks of 8 inputs][tile pitch][8 inputs]: what a group of the product reads at a time, 8 inputs of its tiles,
    /// is one run of memory.
    /// </summary>
    public ArrayView<float> Windows;

    /// <summary>[positions][input pitch][output pitch].</summary>
    public ArrayView<float> Weights;

    /// <summary>[positions][tile pitch][output pitch].</summary>
    public ArrayView<float> Products;

    /// <summary>NHWC.</summary>
    public Slice Input;

    /// <summary>The place in <see cref="Windows"/> of a tile's channel, at the first position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int WindowPlace(int tile, int channel) =>
        (channel / ConvolutionTiled.Depth * TilePitch + tile) * ConvolutionTiled.Depth + channel % ConvolutionTiled.Depth;
}
