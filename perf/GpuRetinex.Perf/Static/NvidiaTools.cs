using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GpuRetinex.Perf.Static;

/// <summary>NVIDIA's assembler and disassembler, which need no GPU. Debian has them in nvidia-cuda-toolkit.</summary>
/// <param name="Assembler">Path of ptxas.</param>
/// <param name="Disassembler">Path of nvdisasm.</param>
internal sealed partial record NvidiaTools(string Assembler, string Disassembler)
{
    /// <summary>
    /// The tools on the PATH, or beside the ptxas that GPURETINEX_PTXAS names; null where they are absent.
    /// </summary>
    public static NvidiaTools? Find()
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (Environment.GetEnvironmentVariable("GPURETINEX_PTXAS") is { Length: > 0 } named)
            folders = folders.Prepend(Path.GetDirectoryName(named)!);
        string? folder = folders.FirstOrDefault(
            folder => File.Exists(Path.Combine(folder, "ptxas")) && File.Exists(Path.Combine(folder, "nvdisasm")));
        return folder is null ? null : new NvidiaTools(Path.Combine(folder, "ptxas"), Path.Combine(folder, "nvdisasm"));
    }

    /// <summary>Assembles PTX.</summary>
    /// <returns>Machine code, registers of a thread, bytes spilled, bytes of shared memory.</returns>
    public (SassListing Code, int Registers, int Spills, int Shared) Assemble(string ptx, NvidiaTarget target)
    {
        string source = Path.GetTempFileName(), binary = source + ".cubin";
        try
        {
            File.WriteAllText(source, ptx);
            string report = Run(Assembler, "-v", $"-arch={target.Name}", "-o", binary, source);
            var code = new SassListing(Run(Disassembler, binary));
            int spills = Number(SpillStores(), report) + Number(SpillLoads(), report);
            return (code, Number(Used(), report), spills, Number(SharedBytes(), report));
        }
        finally
        {
            File.Delete(source);
            File.Delete(binary);
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output + error.Result
            : throw new InvalidOperationException($"{program} failed: {error.Result}");
    }

    private static int Number(Regex pattern, string report) =>
        pattern.Match(report) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex Used();

    [GeneratedRegex(@"(\d+) bytes spill stores")]
    private static partial Regex SpillStores();

    [GeneratedRegex(@"(\d+) bytes spill loads")]
    private static partial Regex SpillLoads();

    [GeneratedRegex(@"(\d+) bytes smem")]
    private static partial Regex SharedBytes();
}
