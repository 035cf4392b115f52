namespace GpuRetinex.Kernels.Vulkan;

/// <summary>What a constant is to the kernel that reads it.</summary>
internal enum WeightKind
{
    /// <summary>A bias.</summary>
    Bias,

    /// <summary>[O,I,kh,kw], see <see cref="WeightOrder"/>.</summary>
    Convolution,

    /// <summary>[I,O/groups,kh,kw], see <see cref="WeightOrder"/>.</summary>
    Transposed,

    /// <summary>[O,I,3,3], the 16 values of every filter transformed for 2×2 outputs in place of taps.</summary>
    Winograd2,

    /// <summary>[O,I,3,3], the 36 values of every filter transformed for 4×4 outputs in place of taps.</summary>
    Winograd4,

    /// <summary>A map [N,C,H,W], channels last, stored like every activation.</summary>
    Map,
}
