using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Command pools and buffers, fences, barriers: Vulkan's calls with their results checked.</summary>
internal static unsafe class Commands
{
    public static CommandPool CreatePool(VulkanContext context)
    {
        var info = new CommandPoolCreateInfo(
            queueFamilyIndex: (uint)context.Facts.QueueFamily, flags: CommandPoolCreateFlags.ResetCommandBufferBit);
        context.Require(
            context.Api.CreateCommandPool(context.Device, in info, null, out CommandPool pool),
            "a command pool cannot be created");
        return pool;
    }

    public static CommandBuffer[] Allocate(VulkanContext context, CommandPool pool, int count)
    {
        var info = new CommandBufferAllocateInfo(
            commandPool: pool, level: CommandBufferLevel.Primary, commandBufferCount: (uint)count);
        var buffers = new CommandBuffer[count];
        fixed (CommandBuffer* pointer = buffers)
            context.Require(
                context.Api.AllocateCommandBuffers(context.Device, in info, pointer), "command buffers cannot be created");
        return buffers;
    }

    public static Fence CreateFence(VulkanContext context)
    {
        var info = new FenceCreateInfo(sType: StructureType.FenceCreateInfo);
        context.Require(context.Api.CreateFence(context.Device, in info, null, out Fence fence), "a fence cannot be created");
        return fence;
    }

    public static void Begin(
        VulkanContext context, CommandBuffer commands, CommandBufferUsageFlags usage = CommandBufferUsageFlags.None)
    {
        var info = new CommandBufferBeginInfo(flags: usage);
        context.Require(context.Api.BeginCommandBuffer(commands, in info), "commands cannot be recorded");
    }

    public static void Barrier(
        VulkanContext context, CommandBuffer commands, PipelineStageFlags before, AccessFlags made, PipelineStageFlags after,
        AccessFlags used)
    {
        var barrier = new MemoryBarrier(srcAccessMask: made, dstAccessMask: used);
        context.Api.CmdPipelineBarrier(commands, before, after, 0, 1, in barrier, 0, null, 0, null);
    }
}
