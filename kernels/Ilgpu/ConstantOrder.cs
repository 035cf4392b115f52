namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>How the elements of a constant are ordered on the device.</summary>
internal enum ConstantOrder
{
    /// <summary>As they come: a bias.</summary>
    Unchanged,

    /// <summary>[N,C,H,W] becomes [N,H,W,C], like every buffer of the arena.</summary>
    ChannelsLast,

    /// <summary>See <see cref="WeightOrder.Convolution"/>.</summary>
    ConvolutionWeights,

    /// <summary>See <see cref="WeightOrder.Winograd"/>; for tiles of 2×2 outputs.</summary>
    Winograd2Weights,

    /// <summary>The same for 4×4 outputs.</summary>
    Winograd4Weights,

    /// <summary>See <see cref="WeightOrder.Transposed"/>.</summary>
    TransposedWeights,
}
