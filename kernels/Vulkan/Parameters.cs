using System.Runtime.InteropServices;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// The uniform block of a launch, written member by member in the order of the shader (std140: a view takes 16 bytes).
/// </summary>
internal sealed class Parameters
{
    /// <summary>Bytes of a block; a multiple of every device's alignment of uniform buffers.</summary>
    public const int BlockBytes = 256;

    private readonly List<int> _words = [];

    /// <summary>The block.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_words));

    public Parameters Add(params ReadOnlySpan<int> values)
    {
        _words.AddRange(values);
        return this;
    }

    public Parameters Add(float value) => Add(BitConverter.SingleToInt32Bits(value));

    public Parameters Add(BoundView view)
    {
        while (_words.Count % 4 != 0) _words.Add(0);
        return Add(view.First, view.PixelStride, view.RowStride, view.Channels);
    }
}
