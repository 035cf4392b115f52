using System.Runtime.InteropServices;
using GpuRetinex.Devices;
using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>The Vulkan library and an instance of it, with the validation layer where asked for.</summary>
internal sealed unsafe class VulkanInstance : IDisposable
{
    private const string ValidationLayer = "VK_LAYER_KHRONOS_validation";
    private const string DebugUtilities = "VK_EXT_debug_utils";
    private const string Portability = "VK_KHR_portability_enumeration";

    private readonly ValidationLog? _log;

    /// <exception cref="DeviceException">The library or the validation layer is absent, or the loader fails.</exception>
    public VulkanInstance(bool validate)
    {
        Api = Load();
        try
        {
            HashSet<string> extensions = Extensions();
            var wanted = new List<string>();
            if (extensions.Contains(Portability)) wanted.Add(Portability);
            if (validate) wanted.Add(DebugUtilities);
            string[] layers = validate ? [ValidationLayer] : [];
            Handle = Create(layers, wanted, extensions.Contains(Portability), validate);
            Api.CurrentInstance = Handle;
            if (validate) _log = new ValidationLog(this);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Vk Api { get; }

    public Instance Handle { get; }

    /// <summary>What the validation layer said so far; empty without it.</summary>
    public IReadOnlyList<string> ValidationMessages => _log?.Messages ?? [];

    public IReadOnlyList<PhysicalDevice> Devices()
    {
        uint count = 0;
        Require(Api.EnumeratePhysicalDevices(Handle, ref count, null), "list the devices");
        var devices = new PhysicalDevice[count];
        fixed (PhysicalDevice* pointer = devices)
            Require(Api.EnumeratePhysicalDevices(Handle, ref count, pointer), "list the devices");
        return devices;
    }

    /// <summary>A function of an extension, or zero.</summary>
    public nint Function(string name) => Api.GetInstanceProcAddr(Handle, name);

    public void Dispose()
    {
        _log?.Dispose();
        if (Handle.Handle != 0) Api.DestroyInstance(Handle, null);
        Api.Dispose();
    }

    private static Vk Load()
    {
        try
        {
            return Vk.GetApi();
        }
        catch (FileNotFoundException exception)
        {
            throw new DeviceException(
                "vulkan", "there is no Vulkan library", "Install a graphics driver with Vulkan.", exception);
        }
    }

    private HashSet<string> Extensions()
    {
        uint count = 0;
        Require(Api.EnumerateInstanceExtensionProperties((byte*)null, ref count, null), "list the extensions");
        var properties = new ExtensionProperties[count];
        fixed (ExtensionProperties* pointer = properties)
            Require(Api.EnumerateInstanceExtensionProperties((byte*)null, ref count, pointer), "list the extensions");
        return [.. properties.Select(property => Marshal.PtrToStringUTF8((nint)property.ExtensionName)!)];
    }

    private Instance Create(string[] layers, List<string> extensions, bool portability, bool validate)
    {
        nint name = SilkMarshal.StringToPtr("gpuretinex");
        nint layerNames = SilkMarshal.StringArrayToPtr(layers), extensionNames = SilkMarshal.StringArrayToPtr(extensions);
        ValidationFeatureEnableEXT synchronization = ValidationFeatureEnableEXT.SynchronizationValidationExt;
        var features = new ValidationFeaturesEXT(enabledValidationFeatureCount: 1, pEnabledValidationFeatures: &synchronization);
        var application = new ApplicationInfo(pApplicationName: (byte*)name, apiVersion: Vk.Version12);
        var info = new InstanceCreateInfo(
            pNext: validate ? &features : null,
            flags: portability ? InstanceCreateFlags.EnumeratePortabilityBitKhr : InstanceCreateFlags.None,
            pApplicationInfo: &application,
            enabledLayerCount: (uint)layers.Length, ppEnabledLayerNames: (byte**)layerNames,
            enabledExtensionCount: (uint)extensions.Count, ppEnabledExtensionNames: (byte**)extensionNames);
        try
        {
            Instance instance;
            Result result = Api.CreateInstance(&info, null, &instance);
            if (result == Result.ErrorLayerNotPresent)
                throw new DeviceException(
                    "vulkan", "the validation layer is not installed",
                    "Install vulkan-validationlayers, or unset GPURETINEX_VULKAN_VALIDATION.");
            Require(result, "start");
            return instance;
        }
        finally
        {
            SilkMarshal.Free(name);
            SilkMarshal.Free(layerNames);
            SilkMarshal.Free(extensionNames);
        }
    }

    private static void Require(Result result, string what)
    {
        if (result is Result.Success or Result.Incomplete) return;
        throw new DeviceException(
            "vulkan", $"the Vulkan loader cannot {what}: {result}", "Update the graphics driver, or use --device simd.");
    }
}
