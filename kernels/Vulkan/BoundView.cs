namespace GpuRetinex.Kernels.Vulkan;

/// <summary>An operand as a kernel sees it: a binding, and the numbers of the shaders' struct View.</summary>
/// <param name="Memory">The part of a buffer that is bound.</param>
/// <param name="First">Element of channel 0 of the first pixel within it.</param>
/// <param name="PixelStride">Elements from pixel to pixel.</param>
/// <param name="RowStride">Elements from row to row.</param>
/// <param name="Channels">Channels of the slice.</param>
internal readonly record struct BoundView(BufferRange Memory, int First, int PixelStride, int RowStride, int Channels)
{
    /// <summary>1 where four channels are one access, else 0: a specialisation constant.</summary>
    public int IsVector => (First | PixelStride | Channels) % 4 == 0 ? 1 : 0;
}
