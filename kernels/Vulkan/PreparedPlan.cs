using System.Collections.Immutable;
using GpuRetinex.Planning;
using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>A plan in one opening of a device: its memory, its kernels, its operands and its recorded commands.</summary>
internal sealed unsafe class PreparedPlan : IDisposable
{
    private readonly DeviceBuffer? _scratch;
    private readonly DeviceBuffer? _parameters;
    private readonly CommandPool _commandPool;
    private readonly DescriptorPool _descriptorPool;

    public PreparedPlan(VulkanSession session, Plan plan)
    {
        Session = session;
        try
        {
            Arena = DeviceBuffer.Local(session.Context, plan.ArenaElements * session.ElementBytes, "arena");
            long scratchBytes = plan.Steps.Select(step => LaunchBuilder.ScratchBytes(step, session.Options)).DefaultIfEmpty().Max();
            if (scratchBytes > 0) _scratch = DeviceBuffer.Local(session.Context, scratchBytes, "scratch");
            var builder = new LaunchBuilder(session, plan, Arena, _scratch);
            Steps = [.. plan.Steps.Select(builder.Build)];
            ImmutableArray<Launch> launches = [.. Steps.SelectMany(step => step.Launches)];
            _parameters = UploadParameters(launches);
            _descriptorPool = CreateDescriptorPool(launches.Length);
            _commandPool = Commands.CreatePool(session.Context);
            Fence = Commands.CreateFence(session.Context);
            Dispatches = [.. launches.Select(Prepare)];
            Recorded = new CommandRecorder(session.Context, session.Pipelines.Layout, _commandPool).Record(Dispatches);
            session.Pipelines.Save();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public VulkanSession Session { get; }

    public DeviceBuffer Arena { get; } = null!;

    /// <summary>The launches of every step, and how it is computed.</summary>
    public ImmutableArray<(ImmutableArray<Launch> Launches, string Algorithm)> Steps { get; }

    /// <summary>All launches in order.</summary>
    public ImmutableArray<Dispatch> Dispatches { get; }

    /// <summary>The whole plan as commands.</summary>
    public ImmutableArray<RecordedCommands> Recorded { get; } = [];

    /// <summary>Signalled at the end of a submission.</summary>
    public Fence Fence { get; }

    public CommandPool CommandPool => _commandPool;

    /// <summary>Bytes of the plan's own buffers.</summary>
    public long Bytes => Arena.Bytes + (_scratch?.Bytes ?? 0) + (_parameters?.Bytes ?? 0);

    public void Dispose()
    {
        VulkanContext context = Session.Context;
        if (Fence.Handle != 0) context.Api.DestroyFence(context.Device, Fence, null);
        if (_commandPool.Handle != 0) context.Api.DestroyCommandPool(context.Device, _commandPool, null);
        if (_descriptorPool.Handle != 0) context.Api.DestroyDescriptorPool(context.Device, _descriptorPool, null);
        _parameters?.Dispose();
        _scratch?.Dispose();
        Arena?.Dispose();
    }

    private DeviceBuffer UploadParameters(ImmutableArray<Launch> launches)
    {
        var blocks = new byte[launches.Length * Parameters.BlockBytes];
        for (int i = 0; i < launches.Length; i++) launches[i].Parameters.Bytes.CopyTo(blocks.AsSpan(i * Parameters.BlockBytes, Parameters.BlockBytes));
        DeviceBuffer buffer = DeviceBuffer.Local(Session.Context, blocks.Length, "parameters");
        Session.Staging.Upload(buffer, 0, blocks);
        return buffer;
    }

    private DescriptorPool CreateDescriptorPool(int sets)
    {
        if (sets == 0) return default;
        DescriptorPoolSize* sizes = stackalloc DescriptorPoolSize[2];
        sizes[0] = new DescriptorPoolSize(DescriptorType.StorageBuffer, (uint)sets * PhysicalDeviceFacts.StorageBuffers);
        sizes[1] = new DescriptorPoolSize(DescriptorType.UniformBuffer, (uint)sets);
        var info = new DescriptorPoolCreateInfo(maxSets: (uint)sets, poolSizeCount: 2, pPoolSizes: sizes);
        VulkanContext context = Session.Context;
        context.Require(context.Api.CreateDescriptorPool(context.Device, in info, null, out DescriptorPool pool), "operands cannot be bound");
        return pool;
    }

    private Dispatch Prepare(Launch launch, int index)
    {
        VulkanContext context = Session.Context;
        DescriptorSetLayout layout = Session.Pipelines.SetLayout;
        var info = new DescriptorSetAllocateInfo(descriptorPool: _descriptorPool, descriptorSetCount: 1, pSetLayouts: &layout);
        DescriptorSet allocated;
        context.Require(context.Api.AllocateDescriptorSets(context.Device, &info, &allocated), $"{launch.Step}: operands cannot be bound");
        DescriptorSet set = allocated;

        WriteDescriptorSet* writes = stackalloc WriteDescriptorSet[Pipelines.ParametersBinding + 1];
        DescriptorBufferInfo* buffers = stackalloc DescriptorBufferInfo[Pipelines.ParametersBinding + 1];
        uint count = 0;
        Bind(0, launch.Output, DescriptorType.StorageBuffer);
        for (int i = 0; i < launch.Inputs.Length; i++)
            if (launch.Inputs[i] is { } input)
                Bind((uint)(i + 1), input, DescriptorType.StorageBuffer);
        Bind(Pipelines.ParametersBinding, new BufferRange(_parameters!, (long)index * Parameters.BlockBytes, Parameters.BlockBytes), DescriptorType.UniformBuffer);
        context.Api.UpdateDescriptorSets(context.Device, count, writes, 0, null);
        return new Dispatch(launch, Session.Pipelines.Get(launch.Kernel), set);

        void Bind(uint binding, BufferRange range, DescriptorType type)
        {
            buffers[count] = new DescriptorBufferInfo(range.Buffer.Handle, (ulong)range.Offset, (ulong)range.Bytes);
            writes[count] = new WriteDescriptorSet(
                dstSet: set, dstBinding: binding, descriptorCount: 1, descriptorType: type, pBufferInfo: &buffers[count]);
            count++;
        }
    }
}
