using System.Runtime.CompilerServices;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>Where an output pixel lies; lines are counted through all images.</summary>
internal struct PixelPlace(int line, int column)
{
    public int Line = line;
    public int Column = column;

    /// <summary>Of a pixel by its number, in lines of so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PixelPlace Of(int pixel, int width)
    {
        int line = pixel / width;
        return new PixelPlace(line, pixel - line * width);
    }

    /// <summary>The pixel after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly PixelPlace Next(int width) =>
        Column + 1 < width ? new PixelPlace(Line, Column + 1) : new PixelPlace(Line + 1, 0);
}
