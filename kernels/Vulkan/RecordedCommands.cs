using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>A part of a plan, the least that is submitted at a time.</summary>
/// <param name="Commands">What the device does.</param>
/// <param name="Work">Estimated cost in floating-point operations.</param>
/// <param name="Step">Name of the step at its end, for errors.</param>
internal readonly record struct RecordedCommands(CommandBuffer Commands, double Work, string Step);
