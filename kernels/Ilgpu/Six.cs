using System.Runtime.CompilerServices;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>A row or column of a tile of Winograd's F(4×4, 3×3), in registers.</summary>
internal struct Six(float v0, float v1, float v2, float v3, float v4, float v5)
{
    private const float A = 0.70710678118654752f;
    private const float B = 1.41421356237309505f;

    public float V0 = v0;
    public float V1 = v1;
    public float V2 = v2;
    public float V3 = v3;
    public float V4 = v4;
    public float V5 = v5;

    /// <summary>Six values of the input times Bᵀ, for the points 0, ±√½, ±√2, ∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Six TransformInput()
    {
        float evenA = V4 - 2 * V2, oddA = A * (V3 - 2 * V1);
        float evenB = V4 - 0.5f * V2, oddB = B * (V3 - 0.5f * V1);
        return new Six(V0 + V4 - 2.5f * V2, evenA + oddA, evenA - oddA, evenB + oddB, evenB - oddB, V1 + V5 - 2.5f * V3);
    }

    /// <summary>Six products times Aᵀ: four values of the output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Float4 TransformOutput()
    {
        float sumA = V1 + V2, sumB = V3 + V4, oddA = A * (V1 - V2), oddB = B * (V3 - V4);
        return new Float4(V0 + sumA + sumB, oddA + oddB, 0.5f * sumA + 2 * sumB, 0.5f * oddA + 2 * oddB + V5);
    }
}
