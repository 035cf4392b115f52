using System.Runtime.InteropServices;
using Silk.NET.Core;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace GpuRetinex.Perf.Static;

/// <summary>
/// RADV's null device, which compiles for the GPU that RADV_FORCE_FAMILY names and has no hardware:
/// VK_KHR_pipeline_executable_properties tells what became of a shader. Its functions come from vkGetDeviceProcAddr, as the
/// package of extensions is not needed for three.
/// </summary>
internal sealed unsafe class RadvCompiler : IDisposable
{
    private const string Extension = "VK_KHR_pipeline_executable_properties";
    private const int StorageBuffers = 7;

    private readonly Vk _api = Vk.GetApi();
    private readonly Instance _instance;
    private readonly Device _device;
    private readonly PipelineLayout _layout;
    private readonly DescriptorSetLayout _sets;

    /// <exception cref="InvalidOperationException">There is no such driver here.</exception>
    public RadvCompiler()
    {
        var application = new ApplicationInfo(apiVersion: Vk.Version12);
        var instanceInfo = new InstanceCreateInfo(pApplicationInfo: &application);
        Require(_api.CreateInstance(in instanceInfo, null, out _instance));
        uint count = 1;
        PhysicalDevice physical;
        Result found = _api.EnumeratePhysicalDevices(_instance, ref count, &physical);
        if (found is not (Result.Success or Result.Incomplete) || count == 0)
            throw new InvalidOperationException("RADV has no null device here");
        _api.GetPhysicalDeviceProperties(physical, out PhysicalDeviceProperties properties);
        Name = SilkMarshal.PtrToString((nint)properties.DeviceName) ?? "";

        float priority = 1;
        var queue = new DeviceQueueCreateInfo(queueFamilyIndex: 0, queueCount: 1, pQueuePriorities: &priority);
        var feature = new PhysicalDevicePipelineExecutablePropertiesFeaturesKHR(pipelineExecutableInfo: true);
        nint extension = SilkMarshal.StringToPtr(Extension);
        byte* extensionName = (byte*)extension;
        var deviceInfo = new DeviceCreateInfo(
            queueCreateInfoCount: 1, pQueueCreateInfos: &queue, enabledExtensionCount: 1, ppEnabledExtensionNames: &extensionName,
            pNext: &feature);
        Require(_api.CreateDevice(physical, in deviceInfo, null, out _device));
        SilkMarshal.Free(extension);
        (_sets, _layout) = CreateLayouts();
    }

    /// <summary>The driver's name of the device.</summary>
    public string Name { get; }

    /// <summary>Compiles a shader for its specialisation constants.</summary>
    /// <returns>The driver's statistics by name, the machine code, and the lanes of a wave.</returns>
    public (IReadOnlyDictionary<string, ulong> Statistics, string Code, int WaveLanes) Compile(byte[] spirv, int[] constants)
    {
        Pipeline pipeline = CreatePipeline(spirv, constants);
        try
        {
            return (ReadStatistics(pipeline), ReadCode(pipeline), ReadWaveLanes(pipeline));
        }
        finally
        {
            _api.DestroyPipeline(_device, pipeline, null);
        }
    }

    public void Dispose()
    {
        _api.DestroyPipelineLayout(_device, _layout, null);
        _api.DestroyDescriptorSetLayout(_device, _sets, null);
        _api.DestroyDevice(_device, null);
        _api.DestroyInstance(_instance, null);
        _api.Dispose();
    }

    /// <summary>The layout that all shaders share: storage buffers, the parameters behind them, and a push constant.</summary>
    private (DescriptorSetLayout Sets, PipelineLayout Layout) CreateLayouts()
    {
        DescriptorSetLayoutBinding* bindings = stackalloc DescriptorSetLayoutBinding[StorageBuffers + 1];
        for (uint i = 0; i <= StorageBuffers; i++)
        {
            DescriptorType type = i == StorageBuffers ? DescriptorType.UniformBuffer : DescriptorType.StorageBuffer;
            bindings[i] = new DescriptorSetLayoutBinding(i, type, 1, ShaderStageFlags.ComputeBit);
        }

        var setInfo = new DescriptorSetLayoutCreateInfo(bindingCount: StorageBuffers + 1, pBindings: bindings);
        Require(_api.CreateDescriptorSetLayout(_device, in setInfo, null, out DescriptorSetLayout sets));
        var push = new PushConstantRange(ShaderStageFlags.ComputeBit, 0, sizeof(int));
        var info = new PipelineLayoutCreateInfo(
            setLayoutCount: 1, pSetLayouts: &sets, pushConstantRangeCount: 1, pPushConstantRanges: &push);
        Require(_api.CreatePipelineLayout(_device, in info, null, out PipelineLayout layout));
        return (sets, layout);
    }

    private Pipeline CreatePipeline(byte[] spirv, int[] constants)
    {
        SpecializationMapEntry[] entries =
            [.. constants.Select((_, i) => new SpecializationMapEntry((uint)i, (uint)(i * sizeof(int)), sizeof(int)))];
        nint main = SilkMarshal.StringToPtr("main");
        fixed (byte* code = spirv)
        fixed (int* values = constants)
        fixed (SpecializationMapEntry* map = entries)
        {
            var moduleInfo = new ShaderModuleCreateInfo(codeSize: (nuint)spirv.Length, pCode: (uint*)code);
            Require(_api.CreateShaderModule(_device, in moduleInfo, null, out ShaderModule module));
            var specialisation = new SpecializationInfo(
                (uint)constants.Length, map, (nuint)(constants.Length * sizeof(int)), values);
            var stage = new PipelineShaderStageCreateInfo(
                stage: ShaderStageFlags.ComputeBit, module: module, pName: (byte*)main, pSpecializationInfo: &specialisation);
            var info = new ComputePipelineCreateInfo(
                flags: PipelineCreateFlags.CreateCaptureStatisticsBitKhr
                    | PipelineCreateFlags.CreateCaptureInternalRepresentationsBitKhr,
                stage: stage, layout: _layout);
            Pipeline pipeline;
            Require(_api.CreateComputePipelines(_device, default, 1, &info, null, &pipeline));
            _api.DestroyShaderModule(_device, module, null);
            SilkMarshal.Free(main);
            return pipeline;
        }
    }

    private Dictionary<string, ulong> ReadStatistics(Pipeline pipeline)
    {
        var read = (delegate* unmanaged<Device, PipelineExecutableInfoKHR*, uint*, PipelineExecutableStatisticKHR*, Result>)
            Function("vkGetPipelineExecutableStatisticsKHR");
        var info = new PipelineExecutableInfoKHR(pipeline: pipeline);
        uint count = 0;
        Require(read(_device, &info, &count, null));
        var statistics = new PipelineExecutableStatisticKHR[count];
        Array.Fill(statistics, new PipelineExecutableStatisticKHR(sType: StructureType.PipelineExecutableStatisticKhr));
        var values = new Dictionary<string, ulong>();
        fixed (PipelineExecutableStatisticKHR* first = statistics)
        {
            Require(read(_device, &info, &count, first));
            for (int i = 0; i < count; i++) values[SilkMarshal.PtrToString((nint)first[i].Name)!] = first[i].Value.U64;
        }

        return values;
    }

    private string ReadCode(Pipeline pipeline)
    {
        var read =
            (delegate* unmanaged<Device, PipelineExecutableInfoKHR*, uint*, PipelineExecutableInternalRepresentationKHR*, Result>)
            Function("vkGetPipelineExecutableInternalRepresentationsKHR");
        var info = new PipelineExecutableInfoKHR(pipeline: pipeline);
        uint count = 0;
        Require(read(_device, &info, &count, null));
        var texts = new PipelineExecutableInternalRepresentationKHR[count];
        Array.Fill(
            texts,
            new PipelineExecutableInternalRepresentationKHR(sType: StructureType.PipelineExecutableInternalRepresentationKhr));
        fixed (PipelineExecutableInternalRepresentationKHR* first = texts)
        {
            Require(read(_device, &info, &count, first));
            for (int i = 0; i < count; i++) first[i].PData = NativeMemory.Alloc(first[i].DataSize);
            Require(read(_device, &info, &count, first));
            string code = "";
            for (int i = 0; i < count; i++)
            {
                if (SilkMarshal.PtrToString((nint)first[i].Name) == "Assembly")
                    code = Marshal.PtrToStringUTF8((nint)first[i].PData)!;
                NativeMemory.Free(first[i].PData);
            }

            return code;
        }
    }

    private int ReadWaveLanes(Pipeline pipeline)
    {
        var read = (delegate* unmanaged<Device, PipelineInfoKHR*, uint*, PipelineExecutablePropertiesKHR*, Result>)
            Function("vkGetPipelineExecutablePropertiesKHR");
        var info = new PipelineInfoKHR(pipeline: pipeline);
        uint count = 1;
        var properties = new PipelineExecutablePropertiesKHR(sType: StructureType.PipelineExecutablePropertiesKhr);
        Require(read(_device, &info, &count, &properties));
        return (int)properties.SubgroupSize;
    }

    private void* Function(string name)
    {
        PfnVoidFunction function = _api.GetDeviceProcAddr(_device, name);
        return (void*)function.Handle;
    }

    private static void Require(Result result)
    {
        if (result is not (Result.Success or Result.Incomplete)) throw new InvalidOperationException($"Vulkan: {result}");
    }
}
