namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>128 pixels × 64 channels, 8 × 8 a thread.</summary>
internal struct WideTile : ITile
{
    public static int Channels => 64;
}
