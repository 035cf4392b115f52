using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>The kernels compiled so far for one accelerator.</summary>
internal sealed class KernelCache(Accelerator accelerator)
{
    private readonly Dictionary<MethodInfo, Delegate> _launchers = [];

    /// <summary>Threads of a group where a kernel doesn't ask for a certain number.</summary>
    public int GroupSize { get; } = Math.Min(256, accelerator.MaxNumThreadsPerGroup);

    /// <summary>
    /// Multiprocessors to be kept busy by kernels that use shared memory and barriers; 0 where such kernels don't pay: on ILGPU's
    /// CPU accelerator, whose barriers hand over between system threads, and on devices with small groups.
    /// </summary>
    public int TiledMultiprocessors { get; } =
        accelerator.AcceleratorType == AcceleratorType.CPU || accelerator.MaxNumThreadsPerGroup < ConvolutionTiled.Threads
            ? 0
            : accelerator.NumMultiprocessors;

    /// <summary>
    /// What kernels are compiled for: three groups on an NVIDIA multiprocessor, whose 65536 registers leave 170 to each of 128
    /// threads and 85 to each of 256. Unasked, the assembler spends more on loading ahead and leaves too few threads to hide what
    /// it waits for; asked for more groups, it spills.
    /// </summary>
    public static KernelSpecialization Specialization(int groupSize) => new(groupSize, 3);

    /// <summary>Compiles a kernel unless that has been done.</summary>
    /// <param name="kernel">A kernel that is always launched with the same group size.</param>
    /// <param name="groupSize">That size; the compiler keeps to the registers that so many threads leave each other.</param>
    public Action<AcceleratorStream, KernelConfig, TArguments> Load<TArguments>(Action<TArguments> kernel, int groupSize)
        where TArguments : struct
    {
        if (!_launchers.TryGetValue(kernel.Method, out Delegate? launcher))
        {
            launcher = accelerator.LoadKernel(kernel, Specialization(groupSize));
            _launchers.Add(kernel.Method, launcher);
        }

        return (Action<AcceleratorStream, KernelConfig, TArguments>)launcher;
    }
}
