namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// How much of a convolution's output one thread group computes: <see cref="ConvolutionTiled.TilePixels"/> pixels times a number
/// of channels. The compiler sees the numbers as constants.
/// </summary>
internal interface ITile
{
    /// <summary>Output channels of a group; a thread computes four of them.</summary>
    static abstract int Channels { get; }

    /// <summary>Threads of a group: one for 8 pixels × 4 channels.</summary>
    static abstract int Threads { get; }
}
