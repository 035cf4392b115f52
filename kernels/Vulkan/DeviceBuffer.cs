using Silk.NET.Vulkan;
using Buffer = Silk.NET.Vulkan.Buffer;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>A buffer with memory of its own.</summary>
internal sealed unsafe class DeviceBuffer : IDisposable
{
    private readonly VulkanContext _context;
    private readonly DeviceMemory _memory;
    private readonly long _allocated;

    private DeviceBuffer(
        VulkanContext context, long bytes, BufferUsageFlags usage, string name, params ReadOnlySpan<MemoryPropertyFlags> memory)
    {
        _context = context;
        Bytes = bytes;
        var info = new BufferCreateInfo(size: (ulong)bytes, usage: usage, sharingMode: SharingMode.Exclusive);
        context.Require(context.Api.CreateBuffer(context.Device, in info, null, out Buffer handle), $"{name} cannot be created");
        Handle = handle;
        context.Names.Set(ObjectType.Buffer, handle.Handle, name);
        try
        {
            context.Api.GetBufferMemoryRequirements(context.Device, handle, out MemoryRequirements requirements);
            _memory = context.Allocate(requirements, memory);
            _allocated = (long)requirements.Size;
            context.Require(context.Api.BindBufferMemory(context.Device, handle, _memory, 0), $"{name} has no memory");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Buffer Handle { get; }

    public long Bytes { get; }

    /// <summary>Memory of the device, for the kernels.</summary>
    public static DeviceBuffer Local(VulkanContext context, long bytes, string name) => new(
        context, Math.Max(bytes, 256),
        BufferUsageFlags.StorageBufferBit | BufferUsageFlags.UniformBufferBit
            | BufferUsageFlags.TransferSrcBit | BufferUsageFlags.TransferDstBit,
        name, MemoryPropertyFlags.DeviceLocalBit, MemoryPropertyFlags.None);

    /// <summary>Memory that host and device both reach, cached on the host where possible.</summary>
    public static DeviceBuffer Staging(VulkanContext context, long bytes) => new(
        context, bytes, BufferUsageFlags.TransferSrcBit | BufferUsageFlags.TransferDstBit, "staging",
        MemoryPropertyFlags.HostVisibleBit | MemoryPropertyFlags.HostCoherentBit | MemoryPropertyFlags.HostCachedBit,
        MemoryPropertyFlags.HostVisibleBit | MemoryPropertyFlags.HostCoherentBit);

    /// <summary>The host's address of a staging buffer; it stays mapped.</summary>
    public byte* Map()
    {
        void* pointer;
        _context.Require(
            _context.Api.MapMemory(_context.Device, _memory, 0, Vk.WholeSize, 0, &pointer), "memory cannot be mapped");
        return (byte*)pointer;
    }

    public void Dispose()
    {
        if (_context.IsHung) return;
        _context.Api.DestroyBuffer(_context.Device, Handle, null);
        if (_memory.Handle != 0) _context.Free(_memory, _allocated);
    }
}
