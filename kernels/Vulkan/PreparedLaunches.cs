using System.Collections.Immutable;
using System.Diagnostics;
using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Launches with their kernels compiled, their operands bound and their commands recorded.</summary>
internal sealed unsafe class PreparedLaunches : IDisposable
{
    private readonly DeviceBuffer? _parameters;
    private readonly DescriptorPool _descriptorPool;
    private readonly CommandPool _commandPool;
    private readonly ImmutableArray<RecordedCommands> _recorded = [];

    public PreparedLaunches(VulkanDevice device, ImmutableArray<Launch> launches)
    {
        Device = device;
        try
        {
            _parameters = UploadParameters(launches);
            _descriptorPool = CreateDescriptorPool(launches.Length);
            _commandPool = Commands.CreatePool(device.Context);
            Fence = Commands.CreateFence(device.Context);
            Dispatches = [.. launches.Select(Prepare)];
            _recorded = Record(Dispatches);
            device.Pipelines.Save();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public VulkanDevice Device { get; }

    public ImmutableArray<Dispatch> Dispatches { get; }

    /// <summary>Signalled at the end of a submission.</summary>
    public Fence Fence { get; }

    public CommandPool CommandPool => _commandPool;

    /// <summary>Bytes of the parameters.</summary>
    public long Bytes => _parameters?.Bytes ?? 0;

    /// <summary>Records some of the dispatches.</summary>
    public ImmutableArray<RecordedCommands> Record(IReadOnlyList<Dispatch> dispatches) =>
        new CommandRecorder(Device.Context, Device.Pipelines.Layout, _commandPool).Record(dispatches);

    /// <summary>Runs all launches, in submissions of about a tenth of a second.</summary>
    /// <param name="progress">Told the share of the work done, 0 to 1.</param>
    /// <param name="cancellation">Looked at between submissions.</param>
    public void Run(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        double done = 0, total = Math.Max(_recorded.Sum(part => part.Work), 1);
        for (int first = 0; first < _recorded.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            int end = first;
            double work = 0;
            while (end < _recorded.Length && (end == first || work + _recorded[end].Work <= Device.Budget.Work))
                work += _recorded[end++].Work;

            long start = Stopwatch.GetTimestamp();
            Device.Context.Submit([.. _recorded[first..end].Select(part => part.Commands)], Fence);
            Device.Context.Wait(Fence, _recorded[end - 1].Step);
            Device.Budget.Learn(work, Stopwatch.GetElapsedTime(start));
            done += work;
            progress?.Report(Math.Min(done / total, 1));
            first = end;
        }

        progress?.Report(1);
    }

    public void Dispose()
    {
        VulkanContext context = Device.Context;
        if (context.IsHung) return;
        if (Fence.Handle != 0) context.Api.DestroyFence(context.Device, Fence, null);
        if (_commandPool.Handle != 0) context.Api.DestroyCommandPool(context.Device, _commandPool, null);
        if (_descriptorPool.Handle != 0) context.Api.DestroyDescriptorPool(context.Device, _descriptorPool, null);
        _parameters?.Dispose();
    }

    private DeviceBuffer UploadParameters(ImmutableArray<Launch> launches)
    {
        var blocks = new byte[launches.Length * Parameters.BlockBytes];
        for (int i = 0; i < launches.Length; i++)
            launches[i].Parameters.Bytes.CopyTo(blocks.AsSpan(i * Parameters.BlockBytes, Parameters.BlockBytes));
        DeviceBuffer buffer = DeviceBuffer.Local(Device.Context, blocks.Length, "parameters");
        Device.Staging.Upload(buffer, 0, blocks);
        return buffer;
    }

    private DescriptorPool CreateDescriptorPool(int sets)
    {
        if (sets == 0) return default;
        DescriptorPoolSize* sizes = stackalloc DescriptorPoolSize[2];
        sizes[0] = new DescriptorPoolSize(DescriptorType.StorageBuffer, (uint)sets * PhysicalDeviceFacts.StorageBuffers);
        sizes[1] = new DescriptorPoolSize(DescriptorType.UniformBuffer, (uint)sets);
        var info = new DescriptorPoolCreateInfo(maxSets: (uint)sets, poolSizeCount: 2, pPoolSizes: sizes);
        VulkanContext context = Device.Context;
        context.Require(
            context.Api.CreateDescriptorPool(context.Device, in info, null, out DescriptorPool pool), "operands cannot be bound");
        return pool;
    }

    private Dispatch Prepare(Launch launch, int index)
    {
        VulkanContext context = Device.Context;
        DescriptorSetLayout layout = Device.Pipelines.SetLayout;
        var info = new DescriptorSetAllocateInfo(descriptorPool: _descriptorPool, descriptorSetCount: 1, pSetLayouts: &layout);
        DescriptorSet allocated;
        context.Require(
            context.Api.AllocateDescriptorSets(context.Device, &info, &allocated), $"{launch.Step}: operands cannot be bound");
        DescriptorSet set = allocated;

        WriteDescriptorSet* writes = stackalloc WriteDescriptorSet[Pipelines.ParametersBinding + 1];
        DescriptorBufferInfo* buffers = stackalloc DescriptorBufferInfo[Pipelines.ParametersBinding + 1];
        uint count = 0;
        Bind(0, launch.Output, DescriptorType.StorageBuffer);
        for (int i = 0; i < launch.Inputs.Length; i++)
            if (launch.Inputs[i] is { } input)
                Bind((uint)(i + 1), input, DescriptorType.StorageBuffer);
        Bind(
            Pipelines.ParametersBinding,
            new BufferRange(_parameters!, (long)index * Parameters.BlockBytes, Parameters.BlockBytes),
            DescriptorType.UniformBuffer);
        context.Api.UpdateDescriptorSets(context.Device, count, writes, 0, null);
        return new Dispatch(launch, Device.Pipelines.Get(launch.Kernel), set);

        void Bind(uint binding, BufferRange range, DescriptorType type)
        {
            buffers[count] = new DescriptorBufferInfo(range.Buffer.Handle, (ulong)range.Offset, (ulong)range.Bytes);
            writes[count] = new WriteDescriptorSet(
                dstSet: set, dstBinding: binding, descriptorCount: 1, descriptorType: type, pBufferInfo: &buffers[count]);
            count++;
        }
    }
}
