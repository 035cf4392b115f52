using System.Runtime.InteropServices;
using GpuRetinex.Devices;
using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>What a driver says of one device, as far as the kernels and the user care.</summary>
internal sealed unsafe class PhysicalDeviceFacts
{
    /// <summary>Storage buffers that the largest kernel binds.</summary>
    public const int StorageBuffers = 7;

    /// <summary>Bytes of shared memory that the largest tile takes, and threads of the largest group.</summary>
    public const int SharedBytes = 14 * 1024, GroupThreads = 128;

    /// <summary>Multiprocessors of a large device, assumed where the driver does not tell.</summary>
    private const int UsualMultiprocessors = 80;

    private readonly PhysicalDeviceDriverProperties _driver;

    public PhysicalDeviceFacts(VulkanInstance instance, PhysicalDevice device)
    {
        Vk api = instance.Api;
        Handle = device;
        Extensions = ReadExtensions(api, device);
        var driver = new PhysicalDeviceDriverProperties(sType: StructureType.PhysicalDeviceDriverProperties);
        var properties = new PhysicalDeviceProperties2(sType: StructureType.PhysicalDeviceProperties2);
        api.GetPhysicalDeviceProperties(device, out PhysicalDeviceProperties basic);
        var sizes = new PhysicalDeviceMaintenance3Properties(sType: StructureType.PhysicalDeviceMaintenance3Properties);
        properties.PNext = &sizes;
        if (basic.ApiVersion >= Vk.Version12) sizes.PNext = &driver;
        if (basic.ApiVersion >= Vk.Version11) api.GetPhysicalDeviceProperties2(device, &properties);
        else properties.Properties = basic;
        Properties = properties.Properties;
        _driver = driver;
        LargestAllocation = (long)Math.Min(sizes.MaxMemoryAllocationSize, long.MaxValue);
        api.GetPhysicalDeviceMemoryProperties(device, out PhysicalDeviceMemoryProperties memory);
        Memory = memory;
        HasBudget = Extensions.Contains("VK_EXT_memory_budget") && basic.ApiVersion >= Vk.Version11;
        if (basic.ApiVersion >= Vk.Version11) StoresHalves = ReadStoresHalves(api, device);
        Multiprocessors = basic.ApiVersion >= Vk.Version11 ? ReadMultiprocessors(api, device) : UsualMultiprocessors;
        (QueueFamily, TimestampBits) = FindQueue(api, device);
    }

    public PhysicalDevice Handle { get; }

    public HashSet<string> Extensions { get; }

    public PhysicalDeviceProperties Properties { get; }

    public PhysicalDeviceLimits Limits => Properties.Limits;

    /// <summary>Bytes of one allocation at most.</summary>
    public long LargestAllocation { get; }

    /// <summary>Groups of one dispatch at most.</summary>
    public uint MaxGroups
    {
        get
        {
            PhysicalDeviceLimits limits = Limits;
            return limits.MaxComputeWorkGroupCount[0];
        }
    }

    public PhysicalDeviceMemoryProperties Memory { get; }

    /// <summary>Whether the driver tells how much memory is left for this process.</summary>
    public bool HasBudget { get; }

    /// <summary>Whether storage buffers can hold 16-bit values.</summary>
    public bool StoresHalves { get; }

    /// <summary>
    /// How many groups of a large tile the device computes side by side: NVIDIA's streaming multiprocessors, AMD's compute units,
    /// ARM's shader cores.
    /// </summary>
    public int Multiprocessors { get; }

    /// <summary>A queue family that computes, −1 where there is none.</summary>
    public int QueueFamily { get; }

    /// <summary>Bits of the queue's timestamps that count; 0 where it has none.</summary>
    public uint TimestampBits { get; }

    public string Name
    {
        get
        {
            PhysicalDeviceProperties properties = Properties;
            return Marshal.PtrToStringUTF8((nint)properties.DeviceName)!;
        }
    }

    /// <summary>Bytes of the largest heap that belongs to the device.</summary>
    public long LocalBytes
    {
        get
        {
            PhysicalDeviceMemoryProperties memory = Memory;
            ulong largest = 0;
            for (int i = 0; i < memory.MemoryHeapCount; i++)
            {
                MemoryHeap heap = memory.MemoryHeaps[i];
                if (heap.Flags.HasFlag(MemoryHeapFlags.DeviceLocalBit)) largest = Math.Max(largest, heap.Size);
            }

            return (long)largest;
        }
    }

    /// <summary>Names the driver: what a bug report must say.</summary>
    public string Driver
    {
        get
        {
            PhysicalDeviceDriverProperties driver = _driver;
            string name = Marshal.PtrToStringUTF8((nint)driver.DriverName)!,
                info = Marshal.PtrToStringUTF8((nint)driver.DriverInfo)!;
            string version = $"Vulkan {Text(Properties.ApiVersion)}";
            ConformanceVersion tested = driver.ConformanceVersion;
            string conformance = tested.Major == 0
                ? "not conformant" : $"conformant {tested.Major}.{tested.Minor}.{tested.Subminor}.{tested.Patch}";
            return name.Length == 0
                ? $"{version}, driver {Properties.DriverVersion}"
                : $"{version}, {name} {info}, {conformance}";
        }
    }

    /// <summary>How the device is listed.</summary>
    public DeviceDescription Describe(int index) =>
        new($"vulkan:{index}", Name, VulkanFamily.Name, Type, LocalBytes, Driver, Refusal);

    private DeviceType Type => Properties.DeviceType == PhysicalDeviceType.Cpu
        || SoftwareDevices.Include(Name) ? DeviceType.Software : DeviceType.Gpu;

    private string? Refusal
    {
        get
        {
            if (Properties.ApiVersion < Vk.Version11)
                return $"it offers Vulkan {Text(Properties.ApiVersion)}, and the kernels need 1.1";
            if (QueueFamily < 0) return "it has no compute queue";
            if (Limits.MaxPerStageDescriptorStorageBuffers < StorageBuffers)
                return $"its kernels reach {Limits.MaxPerStageDescriptorStorageBuffers} buffers, and {StorageBuffers} are needed";
            if (Limits.MaxComputeSharedMemorySize < SharedBytes || Limits.MaxComputeWorkGroupInvocations < GroupThreads)
                return $"its groups have {Limits.MaxComputeWorkGroupInvocations} threads and "
                    + $"{Limits.MaxComputeSharedMemorySize} bytes of shared memory, too few";
            if (_driver.DriverID == DriverId.MesaDozen)
                return "its driver (Dozen) translates to Direct3D 12 and is not conformant";
            return null;
        }
    }

    private static string Text(uint version) => $"{version >> 22 & 0x7f}.{version >> 12 & 0x3ff}.{version & 0xfff}";

    private static HashSet<string> ReadExtensions(Vk api, PhysicalDevice device)
    {
        uint count = 0;
        api.EnumerateDeviceExtensionProperties(device, (byte*)null, ref count, null);
        var properties = new ExtensionProperties[count];
        fixed (ExtensionProperties* pointer = properties)
            api.EnumerateDeviceExtensionProperties(device, (byte*)null, ref count, pointer);
        return [.. properties.Select(property => Marshal.PtrToStringUTF8((nint)property.ExtensionName)!)];
    }

    private static bool ReadStoresHalves(Vk api, PhysicalDevice device)
    {
        var storage = new PhysicalDevice16BitStorageFeatures(sType: StructureType.PhysicalDevice16BitStorageFeatures);
        var features = new PhysicalDeviceFeatures2(sType: StructureType.PhysicalDeviceFeatures2, pNext: &storage);
        api.GetPhysicalDeviceFeatures2(device, &features);
        return storage.StorageBuffer16BitAccess;
    }

    private int ReadMultiprocessors(Vk api, PhysicalDevice device)
    {
        var nvidia = new PhysicalDeviceShaderSMBuiltinsPropertiesNV(
            sType: StructureType.PhysicalDeviceShaderSMBuiltinsPropertiesNV);
        var amd = new PhysicalDeviceShaderCorePropertiesAMD(sType: StructureType.PhysicalDeviceShaderCorePropertiesAmd);
        var arm = new PhysicalDeviceShaderCoreBuiltinsPropertiesARM(
            sType: StructureType.PhysicalDeviceShaderCoreBuiltinsPropertiesArm);
        void* asked = Extensions.Contains("VK_NV_shader_sm_builtins") ? &nvidia
            : Extensions.Contains("VK_AMD_shader_core_properties") ? &amd
            : Extensions.Contains("VK_ARM_shader_core_builtins") ? &arm
            : null;
        var properties = new PhysicalDeviceProperties2(sType: StructureType.PhysicalDeviceProperties2, pNext: asked);
        if (asked != null) api.GetPhysicalDeviceProperties2(device, &properties);
        uint told = nvidia.ShaderSmcount + arm.ShaderCoreCount
            + amd.ShaderEngineCount * amd.ShaderArraysPerEngineCount * amd.ComputeUnitsPerShaderArray;
        return told == 0 ? UsualMultiprocessors : (int)told;
    }

    /// <summary>A family for compute alone, which a desktop's graphics leave undisturbed, else any that computes.</summary>
    private static (int Family, uint TimestampBits) FindQueue(Vk api, PhysicalDevice device)
    {
        uint count = 0;
        api.GetPhysicalDeviceQueueFamilyProperties(device, ref count, null);
        var families = new QueueFamilyProperties[count];
        fixed (QueueFamilyProperties* pointer = families) api.GetPhysicalDeviceQueueFamilyProperties(device, ref count, pointer);
        int found = Array.FindIndex(
            families,
            family => family.QueueFlags.HasFlag(QueueFlags.ComputeBit) && !family.QueueFlags.HasFlag(QueueFlags.GraphicsBit));
        if (found < 0) found = Array.FindIndex(families, family => family.QueueFlags.HasFlag(QueueFlags.ComputeBit));
        return (found, found < 0 ? 0 : families[found].TimestampValidBits);
    }
}
