using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu.Peak;

/// <summary>Copies a block in order, one 128-bit load and store a thread: what memory gives at most.</summary>
internal static class BlockCopy
{
    /// <summary>One thread for each four elements.</summary>
    internal static void Compute(BlockCopyArguments arguments)
    {
        int index = Grid.GlobalIndex.X;
        ArrayView<Float4> source = arguments.Source.Cast<Float4>().AsAligned(16);
        ArrayView<Float4> target = arguments.Target.Cast<Float4>().AsAligned(16);
        target[index] = source[index];
    }
}
