using Silk.NET.Core.Native;
using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Names for objects in validation messages and in debuggers; without VK_EXT_debug_utils nothing happens.</summary>
internal sealed unsafe class DebugNames(VulkanInstance instance, Device device)
{
    private readonly delegate* unmanaged<Device, DebugUtilsObjectNameInfoEXT*, Result> _set =
        (delegate* unmanaged<Device, DebugUtilsObjectNameInfoEXT*, Result>)(nint)instance.Api.GetDeviceProcAddr(
            device, "vkSetDebugUtilsObjectNameEXT");

    public void Set(ObjectType type, ulong handle, string name)
    {
        if (_set == null) return;
        nint text = SilkMarshal.StringToPtr(name);
        var info = new DebugUtilsObjectNameInfoEXT(objectType: type, objectHandle: handle, pObjectName: (byte*)text);
        _ = _set(device, &info);
        SilkMarshal.Free(text);
    }
}
