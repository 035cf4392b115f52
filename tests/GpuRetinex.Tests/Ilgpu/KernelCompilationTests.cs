using System.Diagnostics;
using System.Text.RegularExpressions;
using GpuRetinex.Kernels.Ilgpu;

namespace GpuRetinex.Tests.Ilgpu;

/// <summary>What can be known about the kernels on NVIDIA GPUs without having one.</summary>
internal sealed partial class KernelCompilationTests
{
    /// <summary>Registers of a multiprocessor; two groups must fit.</summary>
    private const int Registers = 65536;

    private static readonly (int Major, int Minor)[] _architectures = [(7, 5), (8, 6), (9, 0)];

    [TestCaseSource(nameof(Kernels))]
    public void Kernel_WithoutDevice_CompilesToPtx(KernelListing kernel, int major, int minor)
    {
        string assembly = kernel.ToPtx(major, minor);

        Assert.That(assembly, Does.Contain(".entry").And.Contain(".target sm_"));
        Assert.That(assembly, Does.Not.Contain(".local"), "indexed arrays live in memory");
    }

    [TestCaseSource(nameof(Kernels))]
    public void Kernel_AssembledByPtxas_SpillsNothing(KernelListing kernel, int major, int minor)
    {
        string report = Assemble(kernel.ToPtx(major, minor), major, minor);

        TestContext.Out.WriteLine(report);
        Assert.That(report, Does.Contain("0 bytes spill stores, 0 bytes spill loads"));
        Assert.That(
            2 * kernel.GroupSize * int.Parse(UsedRegisters().Match(report).Groups[1].Value), Is.LessThanOrEqualTo(Registers));
    }

    [Test]
    public void Convolution_TiledKernel_LoadsAndStores128Bits()
    {
        KernelListing kernel = KernelListing.All()
            .First(kernel => kernel.Name.StartsWith("ConvolutionTiled", StringComparison.Ordinal));

        string assembly = kernel.ToPtx(8, 6);

        Assert.That(assembly, Does.Contain("ld.global.v4.f32").And.Contain("ld.shared.v4.f32").And.Contain("st.global.v4.f32"));
        Assert.That(assembly, Does.Not.Contain("ld.global.f32").And.Not.Contain("ld.shared.f32"));
        Assert.That(assembly, Does.Not.Contain("st.global.f32"));
    }

    private static IEnumerable<TestCaseData> Kernels() =>
        from kernel in KernelListing.All()
        from architecture in _architectures
        select new TestCaseData(kernel, architecture.Major, architecture.Minor)
            .SetArgDisplayNames(kernel.Name, kernel.GroupSize.ToString(), $"sm_{architecture.Major}{architecture.Minor}");

    /// <summary>What ptxas -v says of a kernel; the test is skipped where there is no ptxas.</summary>
    private static string Assemble(string ptx, int major, int minor)
    {
        using var folder = new TemporaryFolder();
        string source = folder.File("kernel.ptx"), target = folder.File("kernel.cubin");
        File.WriteAllText(source, ptx);
        string[] options = ["-v", $"-arch=sm_{major}{minor}", "-o", target, source];
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
