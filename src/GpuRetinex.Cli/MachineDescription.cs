using System.Reflection;
using System.Runtime.InteropServices;
using GpuRetinex.Devices;

namespace GpuRetinex.Cli;

/// <summary>What a report of a fault has to say of the machine.</summary>
internal static class MachineDescription
{
    /// <summary>The program's version, runtime, system and processor, a line each.</summary>
    public static IReadOnlyList<string> Lines =>
    [
        $"gpuretinex {Version}",
        RuntimeInformation.FrameworkDescription,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}",
        $"{ProcessorModel.Name}, {Environment.ProcessorCount} threads",
    ];

    private static string? Version =>
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}
