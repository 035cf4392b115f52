using System.Runtime.InteropServices;
using GpuRetinex.Devices;
using GpuRetinex.Kernels.Simd;

namespace GpuRetinex.Perf.Measurement;

/// <summary>What a result depends on beside the program.</summary>
internal sealed record MachineFacts(
    string Cpu,
    int Processors,
    string InstructionSet,
    long MemoryBytes,
    string OperatingSystem,
    string Runtime,
    string LoadAverage,
    string Date)
{
    public static MachineFacts Read() => new(
        ProcessorModel.Name,
        Environment.ProcessorCount,
        SimdLevels.InstructionSet(SimdLevels.Widest),
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown",
        DateTime.UtcNow.ToString("yyyy-MM-dd"));

    /// <summary>One line for people.</summary>
    public override string ToString() =>
        $"{Date}, {Cpu}, {Processors} processors, {InstructionSet}, {MemoryBytes / 1e9:F0} GB, {OperatingSystem}, {Runtime}, "
        + $"load average before {LoadAverage}";
}
