using System.Reflection;
using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// A barrier after which a group's threads see what the others wrote to shared memory. ILGPU 1.5.3 emits its own barrier for
/// OpenCL with the fence for global memory alone, across which a compiler may keep shared memory in registers.
/// </summary>
internal static class SharedMemoryBarrier
{
    private const string Statement = "work_group_barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)";

    /// <summary>Waits for all threads of the group.</summary>
    [IntrinsicImplementation]
    public static void Wait() => Group.Barrier();

    /// <summary>Teaches a context's compilers <see cref="Wait"/>; the CPU accelerator takes the method as it is.</summary>
    public static void Register(Context context)
    {
        Type type = typeof(SharedMemoryBarrier);
        MethodInfo wait = type.GetMethod(nameof(Wait), BindingFlags.Public | BindingFlags.Static)!;
        IntrinsicImplementationManager manager = context.GetIntrinsicManager();
        manager.RegisterMethod(wait, new CLIntrinsic(type, nameof(Generate), IntrinsicImplementationMode.GenerateCode));
        manager.RegisterMethod(wait, new PTXIntrinsic(type, nameof(WaitOnCuda), IntrinsicImplementationMode.Redirect));
    }

    private static void WaitOnCuda() => Group.Barrier();

    private static void Generate(CLBackend backend, CLCodeGenerator generator, Value value) =>
        generator.BeginStatement(Statement).Finish();
}
