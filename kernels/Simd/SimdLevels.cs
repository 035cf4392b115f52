using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GpuRetinex.Kernels.Simd;

/// <summary>What this processor can do.</summary>
public static class SimdLevels
{
    /// <summary>The widest level that runs here.</summary>
    public static SimdLevel Widest =>
        Avx512F.IsSupported ? SimdLevel.Vector512
        : Avx2.IsSupported && Fma.IsSupported ? SimdLevel.Vector256
        : SimdLevel.Vector128;

    /// <summary>The instruction set's name as users know it.</summary>
    public static string InstructionSet(SimdLevel level) => level switch
    {
        SimdLevel.Vector512 => "AVX-512",
        SimdLevel.Vector256 => "AVX2+FMA",
        _ => AdvSimd.IsSupported ? "AdvSimd" : Fma.IsSupported ? "SSE+FMA" : "128-bit",
    };
}
