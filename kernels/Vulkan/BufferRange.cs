namespace GpuRetinex.Kernels.Vulkan;

/// <summary>A part of a buffer, in bytes.</summary>
internal readonly record struct BufferRange(DeviceBuffer Buffer, long Offset, long Bytes)
{
    public bool Overlaps(BufferRange other) =>
        Buffer == other.Buffer && Offset < other.Offset + other.Bytes && other.Offset < Offset + Bytes;
}
