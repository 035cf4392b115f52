using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace GpuRetinex.Devices;

/// <summary>Which processor this is.</summary>
public static class ProcessorModel
{
    /// <summary>The processor's own name where the instruction set has one, else the architecture's.</summary>
    public static string Name
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
            return Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>(words)).Trim('\0', ' ');
        }
    }
}
