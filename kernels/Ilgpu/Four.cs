using System.Runtime.CompilerServices;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>A row or column of a tile of Winograd's F(2×2, 3×3), in registers.</summary>
internal struct Four(float v0, float v1, float v2, float v3)
{
    public float V0 = v0;
    public float V1 = v1;
    public float V2 = v2;
    public float V3 = v3;

    /// <summary>Four products times the first row of Aᵀ: the first of two values of the output.</summary>
    public readonly float FirstOutput
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => V0 + V1 + V2;
    }

    /// <summary>The second.</summary>
    public readonly float SecondOutput
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => V1 - V2 + V3;
    }

    /// <summary>Four values of the input times Bᵀ, for the points 0, ±1, ∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Four TransformInput() => new(V0 - V2, V1 + V2, V2 - V1, V3 - V1);
}
