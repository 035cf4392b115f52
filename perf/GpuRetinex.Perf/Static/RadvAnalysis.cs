using System.Diagnostics;
using System.Text.Json;
using GpuRetinex.Perf.Cases;

namespace GpuRetinex.Perf.Static;

/// <summary>The Vulkan shaders as RADV, Mesa's driver for AMD, compiles them for GPUs that need not be there.</summary>
internal static class RadvAnalysis
{
    /// <summary>How the prediction is made.</summary>
    public const string Formula = """
        navi21, vega10, gfx1100: a round is one pass through the hot loop. A SIMD unit of L lanes takes max(V · w / L, S · W)
        cycles for a wave of w lanes: V vector instructions, F of them multiply-adds (scalar ones run beside them), W turns of
        128 bytes in the memory pipes, which the S SIMD units of a compute unit share (16 bytes a lane: 8 turns). Predicted
        share of the peak = F · w / L over these cycles, times the share of the computed sums that the output needs, times
        min(1, waves · cycles / (cycles + 500)): a round waits about 500 cycles for its loads, which other waves fill. The
        peak of gfx1100 counts without dual issue, which RADV does not use here. The column of cycles is the driver's own
        inverse throughput of the whole shader.
        """;

    private const string DriverFile = "/usr/share/vulkan/icd.d/radeon_icd.x86_64.json";

    /// <summary>Why there is nothing to be had here; null where there is.</summary>
    public static string? Absence => File.Exists(DriverFile) ? null : "RADV (Debian's mesa-vulkan-drivers) is not here";

    /// <summary>
    /// Every case on every target, each target in a process of its own: the driver reads the family from the environment once.
    /// </summary>
    public static IEnumerable<StaticEntry> RunAll() => RadvTarget.All.SelectMany(target => RunChild(target.Name));

    /// <summary>Every case on the target that this process's environment names.</summary>
    public static IEnumerable<StaticEntry> Run(RadvTarget target)
    {
        using var compiler = new RadvCompiler();
        foreach (RadvCase benchmark in RadvCase.All)
        {
            byte[] spirv = File.ReadAllBytes(RepositoryFiles.Find($"kernels/Vulkan/Shaders/{benchmark.Shader}.spv"));
            yield return Judge(target, benchmark, compiler.Compile(spirv, benchmark.Constants));
        }
    }

    private static StaticEntry Judge(
        RadvTarget target, RadvCase benchmark,
        (IReadOnlyDictionary<string, ulong> Statistics, string Code, int WaveLanes) compiled)
    {
        var code = new GcnListing(compiled.Code);
        (int First, int Last) hot = code.HotLoop;
        Instructions round = code.Measure(hot);
        double passes = (double)compiled.WaveLanes / target.Lanes;
        double cycles = Math.Max(
            code.VectorInstructions(hot) * passes, target.Simds * round.Wavefronts * compiled.WaveLanes / 64);
        int waves = (int)compiled.Statistics["Subgroups per SIMD"];
        return new StaticEntry(
            $"vulkan/{benchmark.Shader}",
            benchmark.Shape,
            target.Name,
            (int)compiled.Statistics["VGPRs"],
            (int)(compiled.Statistics["Spilled VGPRs"] + compiled.Statistics["Spilled SGPRs"]),
            (int)compiled.Statistics["LDS size"],
            waves,
            code.Count,
            round.MultiplyAddShare,
            compiled.Statistics["Inverse Throughput"],
            code.NarrowestLoad(hot),
            100 * round.MultiplyAdds * passes / cycles * benchmark.UsefulShare * Latency.Hidden(waves, cycles));
    }

    private static IReadOnlyList<StaticEntry> RunChild(string family)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add(Commands.RadvCommand.Name);
        start.ArgumentList.Add(family);
        start.Environment["RADV_FORCE_FAMILY"] = family;
        start.Environment["VK_ICD_FILENAMES"] = DriverFile;
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        if (child.ExitCode != 0)
            throw new InvalidOperationException($"the analysis for {family} failed with exit code {child.ExitCode}");
        return JsonSerializer.Deserialize<StaticReport>(output, StaticReport.Format)!.Kernels;
    }
}
