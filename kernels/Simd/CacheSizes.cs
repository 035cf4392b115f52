using System.Runtime.Intrinsics.X86;

namespace GpuRetinex.Kernels.Simd;

/// <summary>What the processor says of its caches.</summary>
internal static class CacheSizes
{
    private const int CommonSecondLevel = 1 << 20;
    private const uint LargestLeaf = 0x80000000, SizesLeaf = 0x80000006;

    /// <summary>Bytes of a core's second-level cache; 1 MiB where the processor doesn't say.</summary>
    public static int SecondLevel { get; } = FindSecondLevel();

    /// <summary>Intel and AMD give it in KiB in the upper half of ECX.</summary>
    private static int FindSecondLevel()
    {
        if (!X86Base.IsSupported) return CommonSecondLevel;
        if ((uint)X86Base.CpuId(unchecked((int)LargestLeaf), 0).Eax < SizesLeaf) return CommonSecondLevel;
        int kibibytes = (int)((uint)X86Base.CpuId(unchecked((int)SizesLeaf), 0).Ecx >> 16);
        return kibibytes == 0 ? CommonSecondLevel : kibibytes << 10;
    }
}
