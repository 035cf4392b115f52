using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>A launch with its compiled kernel and its bound operands.</summary>
internal readonly record struct Dispatch(Launch Launch, Pipeline Pipeline, DescriptorSet Operands);
