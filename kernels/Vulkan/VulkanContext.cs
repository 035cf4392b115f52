using GpuRetinex.Devices;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>An open Vulkan device: its one queue, its memory, and the check of every result.</summary>
internal sealed unsafe class VulkanContext : IDisposable
{
    private const string BudgetExtension = "VK_EXT_memory_budget";
    private const string SubsetExtension = "VK_KHR_portability_subset";

    /// <summary>The share of a device's memory that is used where its driver tells no budget.</summary>
    private const double UnaskedShare = 0.8;

    private readonly VulkanInstance _instance;
    private readonly VulkanOptions _options;
    private readonly Precision _precision;
    private readonly SubmissionBudget _budget;

    public VulkanContext(DeviceDescription description, VulkanOptions options, Precision precision, SubmissionBudget budget)
    {
        Description = description;
        _options = options;
        _precision = precision;
        _budget = budget;
        _instance = new VulkanInstance(options.Validate);
        try
        {
            int index = int.Parse(description.Id.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
            IReadOnlyList<PhysicalDevice> devices = _instance.Devices();
            if (index >= devices.Count)
                throw new DeviceException(description.Id, "the device is gone", "Run 'gpuretinex devices' for a list.");
            Facts = new PhysicalDeviceFacts(_instance, devices[index]);
            if (precision == Precision.HalfStorage && !Facts.StoresHalves)
                throw new DeviceException(
                    description.Id, "it cannot store 16-bit numbers", "Leave out --precision half-storage.");
            Device = Create();
            Api.CurrentDevice = Device;
            Api.GetDeviceQueue(Device, (uint)Facts.QueueFamily, 0, out Queue queue);
            Queue = queue;
            Names = new DebugNames(_instance, Device);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public DeviceDescription Description { get; }

    public PhysicalDeviceFacts Facts { get; } = null!;

    public Vk Api => _instance.Api;

    public Device Device { get; }

    public Queue Queue { get; }

    public DebugNames Names { get; } = null!;

    /// <summary>What the validation layer said so far.</summary>
    public IReadOnlyList<string> ValidationMessages => _instance.ValidationMessages;

    /// <summary>Bytes of device memory held now.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Bytes that may still be allocated, by the driver's budget and by the limit that was set.</summary>
    public long AvailableBytes
    {
        get
        {
            long available = Facts.HasBudget ? DriverBudget() : (long)(UnaskedShare * Facts.LocalBytes) - AllocatedBytes;
            return _options.MemoryLimit is { } limit ? Math.Min(available, limit - AllocatedBytes) : available;
        }
    }

    /// <summary>Seconds that a submission may take before the device counts as hung.</summary>
    public int Patience { get; set; } = 300;

    /// <summary>
    /// Whether a submission was not done in time. The device may still work on it, so that nothing of this context may be
    /// destroyed or waited for: what it holds stays until the process ends.
    /// </summary>
    public bool IsHung { get; private set; }

    /// <summary>Throws unless the call succeeded.</summary>
    /// <param name="result">What it returned.</param>
    /// <param name="what">What it was for, as in "the queue takes no work".</param>
    public void Require(Result result, string what)
    {
        if (result == Result.Success) return;
        if (result is Result.ErrorOutOfDeviceMemory or Result.ErrorOutOfHostMemory or Result.ErrorFragmentation)
            throw OutOfMemory(what);
        if (result == Result.ErrorDeviceLost) throw Lost(what);
        const string remedy = "Update the graphics driver, or choose another device with --device.";
        throw new DeviceException(Description.Id, $"{what} ({result})", remedy);
    }

    /// <summary>The error that lets the caller try smaller tiles.</summary>
    public DeviceException OutOfMemory(string what) =>
        new(
            Description.Id, $"{what}: out of device memory", "Use smaller tiles, or choose another device with --device.",
            fault: DeviceFault.OutOfMemory);

    /// <summary>The error after which the device must be opened anew.</summary>
    private DeviceException Lost(string what)
    {
        _budget.Shrink();
        return new(Description.Id, what, "Update the graphics driver, or use --device simd.", fault: DeviceFault.Lost);
    }

    /// <summary>Memory for a buffer.</summary>
    /// <param name="requirements">What the buffer needs.</param>
    /// <param name="wanted">Properties in order of preference; the last must exist.</param>
    public DeviceMemory Allocate(MemoryRequirements requirements, params ReadOnlySpan<MemoryPropertyFlags> wanted)
    {
        long bytes = (long)requirements.Size;
        if (bytes > Facts.LargestAllocation) throw OutOfMemory($"{bytes >> 20} MiB at once are more than the driver gives");
        if (bytes > AvailableBytes)
            throw OutOfMemory($"{bytes >> 20} MiB are needed and {Math.Max(AvailableBytes, 0) >> 20} MiB are left");
        var info = new MemoryAllocateInfo(
            allocationSize: requirements.Size, memoryTypeIndex: MemoryType(requirements.MemoryTypeBits, wanted));
        Require(Api.AllocateMemory(Device, in info, null, out DeviceMemory memory), $"{bytes >> 20} MiB cannot be allocated");
        AllocatedBytes += bytes;
        return memory;
    }

    public void Free(DeviceMemory memory, long bytes)
    {
        Api.FreeMemory(Device, memory, null);
        AllocatedBytes -= bytes;
    }

    /// <summary>Hands recorded commands to the device.</summary>
    /// <param name="commands">In order.</param>
    /// <param name="fence">Signalled when all are done.</param>
    public void Submit(ReadOnlySpan<CommandBuffer> commands, Fence fence)
    {
        if (_budget.TakesLoss()) throw Lost("the device is lost by a test's wish");
        fixed (CommandBuffer* pointer = commands)
        {
            var info = new SubmitInfo(commandBufferCount: (uint)commands.Length, pCommandBuffers: pointer);
            Require(Api.QueueSubmit(Queue, 1, in info, fence), "the device takes no work");
        }
    }

    /// <summary>Waits until a submission is done and readies its fence for the next.</summary>
    /// <param name="fence">What the submission signals.</param>
    /// <param name="during">What the device does meanwhile, for errors.</param>
    public void Wait(Fence fence, string during)
    {
        // Counted second by second: the time that a process was stopped, or the machine asleep, is not the device's.
        const ulong second = 1_000_000_000;
        Result result = Result.Timeout;
        for (int waited = 0; result == Result.Timeout && waited < Patience; waited++)
            result = Api.WaitForFences(Device, 1, in fence, true, second);
        if (result == Result.Timeout)
        {
            IsHung = true;
            throw Lost($"{during}: the device has not answered for {Patience} seconds");
        }

        Require(result, $"{during}: the device stopped working");
        Require(Api.ResetFences(Device, 1, in fence), "a fence cannot be reset");
    }

    public void Dispose()
    {
        if (IsHung) return;
        if (Device.Handle != 0)
        {
            _ = Api.DeviceWaitIdle(Device);
            Api.DestroyDevice(Device, null);
        }

        _instance.Dispose();
    }

    private Device Create()
    {
        float priority = 1;
        var queue = new DeviceQueueCreateInfo(
            queueFamilyIndex: (uint)Facts.QueueFamily, queueCount: 1, pQueuePriorities: &priority);
        var storage = new PhysicalDevice16BitStorageFeatures(storageBuffer16BitAccess: _precision == Precision.HalfStorage);
        string[] extensions = [.. new[] { BudgetExtension, SubsetExtension }.Where(Facts.Extensions.Contains)];
        nint names = SilkMarshal.StringArrayToPtr(extensions);
        try
        {
            var info = new DeviceCreateInfo(
                pNext: &storage, queueCreateInfoCount: 1, pQueueCreateInfos: &queue,
                enabledExtensionCount: (uint)extensions.Length, ppEnabledExtensionNames: (byte**)names);
            Require(Api.CreateDevice(Facts.Handle, in info, null, out Device device), "the device cannot be opened");
            return device;
        }
        finally
        {
            SilkMarshal.Free(names);
        }
    }

    private uint MemoryType(uint allowed, ReadOnlySpan<MemoryPropertyFlags> wanted)
    {
        PhysicalDeviceMemoryProperties memory = Facts.Memory;
        foreach (MemoryPropertyFlags flags in wanted)
            for (int i = 0; i < memory.MemoryTypeCount; i++)
                if ((allowed >> i & 1) != 0 && memory.MemoryTypes[i].PropertyFlags.HasFlag(flags))
                    return (uint)i;
        throw new DeviceException(
            Description.Id, "it lacks a kind of memory that every Vulkan device has",
            "Update the graphics driver, or choose another device with --device.");
    }

    private long DriverBudget()
    {
        var budget = new PhysicalDeviceMemoryBudgetPropertiesEXT(sType: StructureType.PhysicalDeviceMemoryBudgetPropertiesExt);
        var properties = new PhysicalDeviceMemoryProperties2(
            sType: StructureType.PhysicalDeviceMemoryProperties2, pNext: &budget);
        Api.GetPhysicalDeviceMemoryProperties2(Facts.Handle, &properties);
        long largest = 0;
        for (int i = 0; i < properties.MemoryProperties.MemoryHeapCount; i++)
            if (properties.MemoryProperties.MemoryHeaps[i].Flags.HasFlag(MemoryHeapFlags.DeviceLocalBit))
                largest = Math.Max(largest, (long)budget.HeapBudget[i] - (long)budget.HeapUsage[i]);
        return largest;
    }
}
