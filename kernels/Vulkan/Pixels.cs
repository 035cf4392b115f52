using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Counts that launches are made of.</summary>
internal static class Pixels
{
    /// <summary>Operations that a byte to or from memory costs as much time as, on most devices.</summary>
    public const double WorkPerByte = 10;

    /// <summary>Pixels of all images.</summary>
    public static long Of(Shape shape) => (long)shape.N * shape.H * shape.W;

    /// <summary>Groups of four channels.</summary>
    public static int Quads(Shape shape) => (shape.C + 3) / 4;

    /// <summary>Threads of a kernel that gives each four channels of a pixel.</summary>
    public static long QuadThreads(Shape shape) => Of(shape) * Quads(shape);

    /// <summary>What moving so many float32 costs.</summary>
    public static double Work(long elements) => elements * sizeof(float) * WorkPerByte;
}
