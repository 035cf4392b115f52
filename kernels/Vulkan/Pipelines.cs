using GpuRetinex.Devices;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// The kernels compiled so far for one device. All share one layout: storage buffers 0 to 6, the parameters as uniform buffer 7,
/// and the number of the first group as a push constant.
/// </summary>
internal sealed unsafe class Pipelines : IDisposable
{
    /// <summary>Binding of the parameters.</summary>
    public const int ParametersBinding = PhysicalDeviceFacts.StorageBuffers;

    private readonly VulkanContext _context;
    private readonly bool _half;
    private readonly UserCache _files;
    private readonly PipelineCache _cache;
    private readonly Dictionary<string, ShaderModule> _modules = [];
    private readonly Dictionary<KernelKey, Pipeline> _pipelines = [];
    private int _saved;

    /// <param name="context">The device.</param>
    /// <param name="half">Whether activations are stored as binary16.</param>
    /// <param name="files">Where pipelines are kept between runs.</param>
    public Pipelines(VulkanContext context, bool half, UserCache files)
    {
        _context = context;
        _half = half;
        _files = files;
        SetLayout = CreateSetLayout();
        Layout = CreateLayout();
        byte[] data = CheckedData.Unwrap(files.Read(FileName));
        fixed (byte* pointer = data)
        {
            var info = new PipelineCacheCreateInfo(initialDataSize: (nuint)data.Length, pInitialData: pointer);
            context.Require(
                context.Api.CreatePipelineCache(context.Device, in info, null, out _cache),
                "the pipeline cache cannot be created");
        }
    }

    public DescriptorSetLayout SetLayout { get; }

    public PipelineLayout Layout { get; }

    /// <summary>Device, driver and kernels in a name.</summary>
    private string FileName
    {
        get
        {
            PhysicalDeviceProperties properties = _context.Facts.Properties;
            return UserCache.NameFor(
                "pipelines", ".bin", _context.Facts.Name, _context.Facts.Driver,
                $"{properties.VendorID} {properties.DeviceID} {properties.DriverVersion}",
                Convert.ToHexString(new ReadOnlySpan<byte>(properties.PipelineCacheUuid, (int)Vk.UuidSize)),
                Convert.ToHexString(Shaders.Hash));
        }
    }

    /// <summary>Compiles a kernel unless that has been done.</summary>
    public Pipeline Get(KernelKey kernel)
    {
        if (_pipelines.TryGetValue(kernel, out Pipeline pipeline)) return pipeline;
        pipeline = Create(kernel);
        _pipelines.Add(kernel, pipeline);
        _context.Names.Set(ObjectType.Pipeline, pipeline.Handle, kernel.ToString());
        return pipeline;
    }

    /// <summary>Keeps what was compiled since the last time for the next run; a disk that refuses is no error.</summary>
    public void Save()
    {
        if (_saved == _pipelines.Count) return;
        _saved = _pipelines.Count;
        nuint size = 0;
        _context.Require(
            _context.Api.GetPipelineCacheData(_context.Device, _cache, ref size, null), "the pipeline cache cannot be read");
        var data = new byte[size];
        fixed (byte* pointer = data)
            _context.Require(
                _context.Api.GetPipelineCacheData(_context.Device, _cache, ref size, pointer),
                "the pipeline cache cannot be read");
        _files.Write(FileName, CheckedData.Wrap(data.AsSpan(0, (int)size)));
    }

    public void Dispose()
    {
        if (_context.IsHung) return;
        foreach (Pipeline pipeline in _pipelines.Values) _context.Api.DestroyPipeline(_context.Device, pipeline, null);
        foreach (ShaderModule module in _modules.Values) _context.Api.DestroyShaderModule(_context.Device, module, null);
        _context.Api.DestroyPipelineCache(_context.Device, _cache, null);
        _context.Api.DestroyPipelineLayout(_context.Device, Layout, null);
        _context.Api.DestroyDescriptorSetLayout(_context.Device, SetLayout, null);
    }

    private DescriptorSetLayout CreateSetLayout()
    {
        DescriptorSetLayoutBinding* bindings = stackalloc DescriptorSetLayoutBinding[ParametersBinding + 1];
        for (uint i = 0; i <= ParametersBinding; i++)
        {
            DescriptorType type = i == ParametersBinding ? DescriptorType.UniformBuffer : DescriptorType.StorageBuffer;
            bindings[i] = new DescriptorSetLayoutBinding(i, type, 1, ShaderStageFlags.ComputeBit);
        }

        var info = new DescriptorSetLayoutCreateInfo(bindingCount: ParametersBinding + 1, pBindings: bindings);
        _context.Require(
            _context.Api.CreateDescriptorSetLayout(_context.Device, in info, null, out DescriptorSetLayout layout),
            "the layout of operands cannot be created");
        return layout;
    }

    private PipelineLayout CreateLayout()
    {
        DescriptorSetLayout sets = SetLayout;
        var firstGroup = new PushConstantRange(ShaderStageFlags.ComputeBit, 0, sizeof(int));
        var info = new PipelineLayoutCreateInfo(
            setLayoutCount: 1, pSetLayouts: &sets, pushConstantRangeCount: 1, pPushConstantRanges: &firstGroup);
        _context.Require(
            _context.Api.CreatePipelineLayout(_context.Device, in info, null, out PipelineLayout layout),
            "the layout of kernels cannot be created");
        return layout;
    }

    private Pipeline Create(KernelKey kernel)
    {
        SpecializationMapEntry* entries = stackalloc SpecializationMapEntry[kernel.Constants.Length];
        for (int i = 0; i < kernel.Constants.Length; i++)
            entries[i] = new SpecializationMapEntry((uint)i, (uint)(i * sizeof(int)), sizeof(int));
        nint entryPoint = SilkMarshal.StringToPtr("main");
        try
        {
            fixed (int* constants = kernel.Constants.AsSpan())
            {
                var values = new SpecializationInfo(
                    (uint)kernel.Constants.Length, entries, (nuint)(kernel.Constants.Length * sizeof(int)), constants);
                var stage = new PipelineShaderStageCreateInfo(
                    stage: ShaderStageFlags.ComputeBit, module: Module(kernel.Shader), pName: (byte*)entryPoint,
                    pSpecializationInfo: &values);
                var info = new ComputePipelineCreateInfo(stage: stage, layout: Layout);
                Pipeline pipeline;
                Result result = _context.Api.CreateComputePipelines(_context.Device, _cache, 1, &info, null, &pipeline);
                _context.Require(result, $"the driver cannot compile the kernel {kernel}");
                return pipeline;
            }
        }
        finally
        {
            SilkMarshal.Free(entryPoint);
        }
    }

    private ShaderModule Module(string shader)
    {
        if (_modules.TryGetValue(shader, out ShaderModule module)) return module;
        byte[] code = Shaders.Read(shader, _half);
        fixed (byte* pointer = code)
        {
            var info = new ShaderModuleCreateInfo(codeSize: (nuint)code.Length, pCode: (uint*)pointer);
            _context.Require(
                _context.Api.CreateShaderModule(_context.Device, in info, null, out module),
                $"the driver does not take the kernel {shader}");
        }

        _modules.Add(shader, module);
        return module;
    }
}
