using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// The kernels as NVIDIA's assembler gets them, which needs no device: what is known of their speed without having one.
/// </summary>
/// <param name="Method">The kernel; generic ones with their tile.</param>
/// <param name="GroupSize">Threads of a group.</param>
public sealed record KernelListing(MethodInfo Method, int GroupSize)
{
    /// <summary>Threads of a group where a kernel does not ask for a certain number.</summary>
    private const int UsualGroupSize = 256;

    private const BindingFlags AnyStatic =
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Class, method and tile, such as "ConvolutionTiled.Compute&lt;WideTile&gt;".</summary>
    public string Name =>
        $"{Method.DeclaringType!.Name}.{Method.Name}"
        + string.Concat(Method.GetGenericArguments().Select(tile => $"<{tile.Name}>"));

    /// <summary>All kernels, generic ones once for every tile. A kernel is a method that takes one argument struct.</summary>
    public static IEnumerable<KernelListing> All() =>
        from type in typeof(KernelListing).Assembly.GetTypes()
        from method in type.GetMethods(AnyStatic)
        where method.ReturnType == typeof(void)
        where method.GetParameters() is [{ ParameterType: { IsValueType: true } argument }]
            && argument.Name.EndsWith("Arguments", StringComparison.Ordinal)
        from variant in Variants(method)
        select variant;

    /// <summary>The PTX for GPUs of a compute capability, such as 8.6.</summary>
    public string ToPtx(int major, int minor)
    {
        using Context context = Context.Create(builder => builder.Optimize(OptimizationLevel.O2));
        SharedMemoryBarrier.Register(context);
        var architecture = new CudaArchitecture(major, minor);
        using var backend = new PTXBackend(
            context, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_78, null);
        var compiled = (PTXCompiledKernel)backend.Compile(
            EntryPointDescription.FromExplicitlyGroupedKernel(Method), KernelCache.Specialization(GroupSize));
        return compiled.PTXAssembly;
    }

    private static IEnumerable<KernelListing> Variants(MethodInfo method)
    {
        if (!method.IsGenericMethodDefinition) return [new KernelListing(method, UsualGroupSize)];
        Type tile = method.GetGenericArguments()[0].GetGenericParameterConstraints().Single(constraint => constraint.IsInterface);
        return
            from type in typeof(KernelListing).Assembly.GetTypes()
            where type.IsValueType && type.IsAssignableTo(tile)
            select new KernelListing(method.MakeGenericMethod(type), ConvolutionTiled.Threads);
    }
}
