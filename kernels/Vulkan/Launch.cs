namespace GpuRetinex.Kernels.Vulkan;

/// <summary>One kernel with its operands.</summary>
/// <param name="Step">Name of the step that it belongs to.</param>
/// <param name="Kernel">What runs.</param>
/// <param name="Output">What it writes, binding 0.</param>
/// <param name="Inputs">What it reads, bindings 1 on; null where a binding is left out.</param>
/// <param name="Parameters">The uniform block.</param>
/// <param name="Groups">Number of groups.</param>
/// <param name="Work">Estimated cost in floating-point operations.</param>
internal sealed record Launch(
    string Step, KernelKey Kernel, BufferRange Output, BufferRange?[] Inputs, Parameters Parameters, long Groups, double Work);
