namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// How much of a convolution's output one thread group computes: <see cref="ConvolutionTiled.TilePixels"/> pixels times a number
/// of channels. The compiler sees the number as a constant.
/// </summary>
internal interface ITile
{
    /// <summary>Output channels of a group: 32 or 64, of which a thread computes four or eight.</summary>
    static abstract int Channels { get; }
}
