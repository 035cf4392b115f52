using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Consecutive channels of a rectangle of pixels of an NHWC buffer. A pixel's number counts through the rectangle, line by line,
/// through all images of the batch; where the rectangle is narrower than the buffer, as for a tile, each line begins a gap later.
/// </summary>
/// <remarks>
/// In the argument structs numbers come first and slices last: ILGPU passes a struct to OpenCL without the padding at its end,
/// so it must end on a multiple of 8 bytes, as a slice does, or the driver refuses it.
/// </remarks>
internal struct Slice(ArrayView<float> data, int pitch, int channels, int width, int gap)
{
    /// <summary>The buffer from the slice's first element on.</summary>
    public ArrayView<float> Data = data;

    /// <summary>Channels of the whole buffer.</summary>
    public int Pitch = pitch;

    /// <summary>Channels of the slice.</summary>
    public int Channels = channels;

    /// <summary>Pixels of a line of the rectangle.</summary>
    public int Width = width;

    /// <summary>
    /// Pixels of the buffer between a line's end and the next one's beginning; 0 where the rectangle is the buffer.
    /// </summary>
    public int Gap = gap;

    public readonly float this[int pixel, int channel]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Data[PlaceOf(pixel) * Pitch + channel];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(int pixel, int channel, float value) => Data[PlaceOf(pixel) * Pitch + channel] = value;

    /// <summary>The element of a pixel's channel by the pixel's place in the rectangle, which takes no division.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int ElementOf(PixelPlace place, int channel) =>
        (place.Line * (Width + Gap) + place.Column) * Pitch + channel;

    /// <summary>
    /// As the indexer, for a slice without gaps: the inputs of kernels that reckon with rows and columns themselves.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float LoadDense(int pixel, int channel) => Data[pixel * Pitch + channel];

    /// <summary>The elements in fours, of a slice that lies on 16-byte boundaries.</summary>
    public readonly ArrayView<Float4> Quads
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Data.Cast<Float4>().AsAligned(16);
    }

    /// <summary>The pixel's place in the buffer, from the rectangle's first pixel on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int PlaceOf(int pixel) => Gap == 0 ? pixel : pixel + pixel / Width * Gap;
}
