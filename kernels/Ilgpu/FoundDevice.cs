using GpuRetinex.Devices;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>A device as the user sees it and as ILGPU does.</summary>
internal sealed record FoundDevice(DeviceDescription Description, Device Device);
