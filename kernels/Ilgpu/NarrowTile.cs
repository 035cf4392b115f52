namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>128 pixels × 32 channels, 8 × 4 a thread: for few output channels, and for maps too small to fill a device.</summary>
internal struct NarrowTile : ITile
{
    public static int Channels => 32;
}
