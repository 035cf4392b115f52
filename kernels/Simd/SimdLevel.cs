namespace GpuRetinex.Kernels.Simd;

/// <summary>Width of the vectors that the kernels use.</summary>
public enum SimdLevel
{
    /// <summary>Four lanes: Arm, and x86 without AVX2.</summary>
    Vector128,

    /// <summary>Eight lanes: AVX2 and FMA.</summary>
    Vector256,

    /// <summary>Sixteen lanes: AVX-512.</summary>
    Vector512,
}
