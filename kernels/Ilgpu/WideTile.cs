namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>128 pixels × 64 channels by 256 threads.</summary>
internal struct WideTile : ITile
{
    public static int Channels => 64;

    public static int Threads => 256;
}
