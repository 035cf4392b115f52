using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using GpuRetinex.Kernels.Ilgpu;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace GpuRetinex.Tests.Ilgpu;

/// <summary>What can be known about the kernels on NVIDIA GPUs without having one.</summary>
internal sealed partial class KernelCompilationTests
{
    /// <summary>Two groups of 256 threads fit a multiprocessor of 65536 registers up to here.</summary>
    private const int MostRegisters = 128;

    private const BindingFlags AnyStatic =
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Assembly _kernels = typeof(IlgpuFamily).Assembly;

    private static readonly CudaArchitecture[] _architectures = [CudaArchitecture.SM_75, CudaArchitecture.SM_86];

    [TestCaseSource(nameof(Kernels))]
    public void Kernel_WithoutDevice_CompilesToPtx(MethodInfo kernel, int groupSize, CudaArchitecture architecture)
    {
        string assembly = Compile(kernel, groupSize, architecture);

        Assert.That(assembly, Does.Contain(".entry").And.Contain(".target sm_"));
        Assert.That(assembly, Does.Not.Contain(".local"), "indexed arrays live in memory");
    }

    [TestCaseSource(nameof(Kernels))]
    public void Kernel_AssembledByPtxas_SpillsNothing(MethodInfo kernel, int groupSize, CudaArchitecture architecture)
    {
        string report = Assemble(Compile(kernel, groupSize, architecture), architecture);

        TestContext.Out.WriteLine(report);
        Assert.That(report, Does.Contain("0 bytes spill stores, 0 bytes spill loads"));
        Assert.That(int.Parse(UsedRegisters().Match(report).Groups[1].Value), Is.LessThanOrEqualTo(MostRegisters));
    }

    [Test]
    public void Convolution_TiledKernel_LoadsAndStores128Bits()
    {
        (MethodInfo kernel, int groupSize) = AllKernels().First(variant => NameOf(variant.Kernel).StartsWith("ConvolutionTiled"));

        string assembly = Compile(kernel, groupSize, CudaArchitecture.SM_86);

        Assert.That(assembly, Does.Contain("ld.global.v4.f32").And.Contain("ld.shared.v4.f32").And.Contain("st.global.v4.f32"));
        Assert.That(assembly, Does.Not.Contain("ld.global.f32").And.Not.Contain("ld.shared.f32"));
        Assert.That(assembly, Does.Not.Contain("st.global.f32"));
    }

    private static IEnumerable<TestCaseData> Kernels() =>
        from kernel in AllKernels()
        from architecture in _architectures
        select new TestCaseData(kernel.Kernel, kernel.GroupSize, architecture)
            .SetArgDisplayNames(NameOf(kernel.Kernel), kernel.GroupSize.ToString(), architecture.ToString());

    /// <summary>The kernels are the methods that take one argument struct.</summary>
    private static IEnumerable<(MethodInfo Kernel, int GroupSize)> AllKernels() =>
        from type in _kernels.GetTypes()
        from method in type.GetMethods(AnyStatic)
        where method.ReturnType == typeof(void)
        where method.GetParameters() is [{ ParameterType: { IsValueType: true } argument }] && argument.Name.EndsWith("Arguments")
        from variant in Variants(method)
        select variant;

    private static IEnumerable<(MethodInfo Kernel, int GroupSize)> Variants(MethodInfo method)
    {
        if (!method.IsGenericMethodDefinition) return [(method, 256)];
        Type tile = method.GetGenericArguments()[0].GetGenericParameterConstraints().Single(constraint => constraint.IsInterface);
        return
            from type in _kernels.GetTypes()
            where type.IsValueType && type.IsAssignableTo(tile)
            select (method.MakeGenericMethod(type), (int)type.GetProperty("Threads")!.GetValue(null)!);
    }

    private static string NameOf(MethodInfo kernel) =>
        $"{kernel.DeclaringType!.Name}.{kernel.Name}" + string.Concat(kernel.GetGenericArguments().Select(tile => $"<{tile.Name}>"));

    private static string Compile(MethodInfo kernel, int groupSize, CudaArchitecture architecture)
    {
        using Context context = Context.Create(builder => builder.Optimize(OptimizationLevel.O2));
        Type barrier = _kernels.GetType("GpuRetinex.Kernels.Ilgpu.SharedMemoryBarrier", throwOnError: true)!;
        barrier.GetMethod("Register")!.Invoke(null, [context]);
        var capabilities = new CudaCapabilityContext(architecture);
        using var backend = new PTXBackend(context, capabilities, architecture, CudaInstructionSet.ISA_78, null);
        var compiled = (PTXCompiledKernel)backend.Compile(
            EntryPointDescription.FromExplicitlyGroupedKernel(kernel), new KernelSpecialization(groupSize, null));
        return compiled.PTXAssembly;
    }

    /// <summary>What ptxas -v says of a kernel; the test is skipped where there is no ptxas.</summary>
    private static string Assemble(string ptx, CudaArchitecture architecture)
    {
        using var folder = new TemporaryFolder();
        string source = folder.File("kernel.ptx"), target = folder.File("kernel.cubin");
        File.WriteAllText(source, ptx);
        string[] options = ["-v", $"-arch={architecture.ToString().ToLowerInvariant()}", "-o", target, source];
        using Process process = Process.Start(new ProcessStartInfo(FindPtxas(), options) { RedirectStandardError = true })!;
        string report = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, report);
        return report;
    }

    private static string FindPtxas()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string? found = Environment.GetEnvironmentVariable("GPURETINEX_PTXAS")
            ?? folders.Select(folder => Path.Combine(folder, "ptxas")).FirstOrDefault(File.Exists);
        if (found is null) Assert.Ignore("needs NVIDIA's assembler: put ptxas on the PATH or name it in GPURETINEX_PTXAS");
        return found!;
    }

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex UsedRegisters();
}
