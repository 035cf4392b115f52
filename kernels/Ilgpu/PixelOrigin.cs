using System.Runtime.CompilerServices;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>Where an output pixel's window begins in the input; row and column may lie outside.</summary>
internal struct PixelOrigin
{
    /// <summary>Number of the image's first pixel.</summary>
    public int Image;
    public int Row;
    public int Column;

    /// <summary>The origin of an output pixel; of the last one where <paramref name="pixel"/> lies beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PixelOrigin Of(in ConvolutionArguments arguments, int pixel)
    {
        int existing = pixel < arguments.Pixels ? pixel : arguments.Pixels - 1;
        int line = existing / arguments.OutputWidth;
        int image = line / arguments.OutputHeight;
        return new PixelOrigin
        {
            Image = image * arguments.Height * arguments.Width,
            Row = (line - image * arguments.OutputHeight) * arguments.Stride + arguments.FirstRow,
            Column = (existing - line * arguments.OutputWidth) * arguments.Stride + arguments.FirstColumn,
        };
    }

    /// <summary>The input pixel under a tap, or −1 where that is padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int PixelUnder(in ConvolutionArguments arguments, int tapRow, int tapColumn)
    {
        int row = Row + tapRow * arguments.Dilation, column = Column + tapColumn * arguments.Dilation;
        bool inside = (uint)row < (uint)arguments.Height & (uint)column < (uint)arguments.Width;
        return inside ? Image + row * arguments.Width + column : -1;
    }
}
