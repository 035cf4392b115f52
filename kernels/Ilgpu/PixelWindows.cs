using System.Runtime.CompilerServices;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// The windows of 4 consecutive output pixels at one place in K. Where they lie in the input is found once a tap.
/// </summary>
internal struct PixelWindows
{
    public WindowCursor Cursor;
    public int Place0;
    public int Place1;
    public int Place2;
    public int Place3;
    public PixelOrigin Origin0;
    public PixelOrigin Origin1;
    public PixelOrigin Origin2;
    public PixelOrigin Origin3;

    /// <summary>The first place in K.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PixelWindows Of(in ConvolutionArguments arguments, int firstPixel) => new PixelWindows
    {
        Origin0 = PixelOrigin.Of(arguments, firstPixel),
        Origin1 = PixelOrigin.Of(arguments, firstPixel + 1),
        Origin2 = PixelOrigin.Of(arguments, firstPixel + 2),
        Origin3 = PixelOrigin.Of(arguments, firstPixel + 3),
    }.Find(arguments);

    /// <summary>So many channels further, at the next tap after the last one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly PixelWindows Move(in ConvolutionArguments arguments, int channels)
    {
        PixelWindows moved = this;
        moved.Cursor.Channel += channels;
        if (moved.Cursor.Channel < arguments.Input.Channels) return moved;
        moved.Cursor = moved.Cursor.Wrap(arguments);
        return moved.Find(arguments);
    }

    /// <summary>A value of each pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 Load(in ConvolutionArguments arguments) => new(
        Cursor.LoadOne(arguments, Place0), Cursor.LoadOne(arguments, Place1),
        Cursor.LoadOne(arguments, Place2), Cursor.LoadOne(arguments, Place3));

    /// <summary>Four channels' values of each pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly PixelQuad LoadFours(in ConvolutionArguments arguments) => new()
    {
        Pixel0 = Cursor.LoadFour(arguments, Place0),
        Pixel1 = Cursor.LoadFour(arguments, Place1),
        Pixel2 = Cursor.LoadFour(arguments, Place2),
        Pixel3 = Cursor.LoadFour(arguments, Place3),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly PixelWindows Find(in ConvolutionArguments arguments)
    {
        PixelWindows found = this;
        found.Place0 = Cursor.PlaceOf(arguments, Origin0);
        found.Place1 = Cursor.PlaceOf(arguments, Origin1);
        found.Place2 = Cursor.PlaceOf(arguments, Origin2);
        found.Place3 = Cursor.PlaceOf(arguments, Origin3);
        return found;
    }
}
