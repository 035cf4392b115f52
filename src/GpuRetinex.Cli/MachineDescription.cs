using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace GpuRetinex.Cli;

/// <summary>What a report of a fault has to say of the machine.</summary>
internal static class MachineDescription
{
    /// <summary>The program's version, runtime, system and processor, a line each.</summary>
    public static IReadOnlyList<string> Lines =>
    [
        $"gpuretinex {Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}",
        RuntimeInformation.FrameworkDescription,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}",
        $"{Processor}, {Environment.ProcessorCount} threads",
    ];

    /// <summary>The processor's own name where the instruction set has one.</summary>
    private static string Processor
    {
        get
        {
            const int firstLeaf = unchecked((int)0x80000002), leaves = 3;
            if (!X86Base.IsSupported) return RuntimeInformation.ProcessArchitecture.ToString();
            int[] words = [.. Enumerable.Range(firstLeaf, leaves).SelectMany(leaf =>
            {
                (int a, int b, int c, int d) = X86Base.CpuId(leaf, 0);
                return new[] { a, b, c, d };
            })];
            return System.Text.Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>(words)).Trim('\0', ' ');
        }
    }
}
