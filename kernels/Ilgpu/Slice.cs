using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Consecutive channels of every pixel of an NHWC buffer: pixel p's channel c is at <c>Data[p·Pitch + c]</c>. A pixel's number
/// counts through all images of the batch.
/// </summary>
/// <remarks>
/// In the argument structs numbers come first and slices last: ILGPU passes a struct to OpenCL without the padding at its end,
/// so it must end on a multiple of 8 bytes, as a slice does, or the driver refuses it.
/// </remarks>
internal struct Slice(ArrayView<float> data, int pitch, int channels)
{
    /// <summary>The buffer from the slice's first element on.</summary>
    public ArrayView<float> Data = data;

    /// <summary>Channels of the whole buffer.</summary>
    public int Pitch = pitch;

    /// <summary>Channels of the slice.</summary>
    public int Channels = channels;

    public readonly float this[int pixel, int channel]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Data[pixel * Pitch + channel];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(int pixel, int channel, float value) => Data[pixel * Pitch + channel] = value;

    /// <summary>Four channels from <paramref name="channel"/> on, of a slice that lies on 16-byte boundaries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 LoadFour(int pixel, int channel) => Quads[(pixel * Pitch + channel) >> 2];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreFour(int pixel, int channel, Float4 values) => Quads[(pixel * Pitch + channel) >> 2] = values;

    private readonly ArrayView<Float4> Quads
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Data.Cast<Float4>().AsAligned(16);
    }
}
