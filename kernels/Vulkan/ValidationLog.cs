using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GpuRetinex.Devices;
using Silk.NET.Core;
using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Collects what the validation layer says, by the functions of VK_EXT_debug_utils.</summary>
internal sealed unsafe class ValidationLog : IDisposable
{
    private readonly VulkanInstance _instance;
    private readonly ConcurrentQueue<string> _messages = [];
    private readonly DebugUtilsMessengerEXT _messenger;
    private GCHandle _self;

    public ValidationLog(VulkanInstance instance)
    {
        _instance = instance;
        _self = GCHandle.Alloc(this);
        var create = (delegate* unmanaged<Instance, DebugUtilsMessengerCreateInfoEXT*, void*, DebugUtilsMessengerEXT*, Result>)
            instance.Function("vkCreateDebugUtilsMessengerEXT");
        var info = new DebugUtilsMessengerCreateInfoEXT(
            messageSeverity: DebugUtilsMessageSeverityFlagsEXT.WarningBitExt | DebugUtilsMessageSeverityFlagsEXT.ErrorBitExt,
            messageType: DebugUtilsMessageTypeFlagsEXT.ValidationBitExt | DebugUtilsMessageTypeFlagsEXT.PerformanceBitExt,
            pfnUserCallback: new PfnDebugUtilsMessengerCallbackEXT(
                (delegate* unmanaged[Cdecl]<
                    DebugUtilsMessageSeverityFlagsEXT, DebugUtilsMessageTypeFlagsEXT, DebugUtilsMessengerCallbackDataEXT*, void*,
                    Bool32>)&Receive),
            pUserData: (void*)GCHandle.ToIntPtr(_self));
        DebugUtilsMessengerEXT messenger;
        Result result = create(instance.Handle, &info, null, &messenger);
        if (result != Result.Success)
            throw new DeviceException(
                "vulkan", $"the validation layer's messages cannot be had: {result}", "Unset GPURETINEX_VULKAN_VALIDATION.");
        _messenger = messenger;
    }

    public IReadOnlyList<string> Messages => [.. _messages];

    public void Dispose()
    {
        var destroy = (delegate* unmanaged<Instance, DebugUtilsMessengerEXT, void*, void>)_instance.Function(
            "vkDestroyDebugUtilsMessengerEXT");
        destroy(_instance.Handle, _messenger, null);
        _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static Bool32 Receive(
        DebugUtilsMessageSeverityFlagsEXT severity, DebugUtilsMessageTypeFlagsEXT type, DebugUtilsMessengerCallbackDataEXT* data,
        void* user)
    {
        var log = (ValidationLog)GCHandle.FromIntPtr((nint)user).Target!;
        log._messages.Enqueue(Marshal.PtrToStringUTF8((nint)data->PMessage) ?? "a message without text");
        return false;
    }
}
