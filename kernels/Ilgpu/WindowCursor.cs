using System.Runtime.CompilerServices;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>A place in K, taps times input channels: which four values of a window a thread loads next.</summary>
internal struct WindowCursor
{
    public int Channel;
    public int TapRow;
    public int TapColumn;

    /// <summary>Carries channels beyond the last one into the next taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly WindowCursor Wrap(in ConvolutionArguments arguments)
    {
        int channel = Channel, row = TapRow, column = TapColumn;
        while (channel >= arguments.Input.Channels)
        {
            channel -= arguments.Input.Channels;
            column++;
            if (column == arguments.KernelWidth)
            {
                column = 0;
                row++;
            }
        }

        return new WindowCursor { Channel = channel, TapRow = row, TapColumn = column };
    }

    /// <summary>
    /// The element of the input under an output pixel's tap, channel 0; −1 in the padding and below the kernel's last row.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int PlaceOf(in ConvolutionArguments arguments, PixelOrigin origin)
    {
        int pixel = origin.PixelUnder(arguments, TapRow, TapColumn);
        return pixel >= 0 & TapRow < arguments.KernelHeight ? pixel * arguments.Input.Pitch : -1;
    }

    /// <summary>The four values at a place; zeros where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 LoadFour(in ConvolutionArguments arguments, int place) =>
        Float4.Select(place >= 0, arguments.Input.Quads[place >= 0 ? (place + Channel) >> 2 : 0]);

    /// <summary>One value at a place; zero where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float LoadOne(in ConvolutionArguments arguments, int place)
    {
        float value = arguments.Input.Data[place >= 0 ? place + Channel : 0];
        return place >= 0 ? value : 0;
    }
}
