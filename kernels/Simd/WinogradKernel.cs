namespace GpuRetinex.Kernels.Simd;

/// <summary>A convolution by Winograd's algorithm with tiles of any size, as tasks of a block of tiles each.</summary>
internal abstract unsafe class WinogradKernel : Kernel
{
    /// <summary>Blocks of tiles: the tasks that the convolution consists of.</summary>
    public abstract int Blocks { get; }

    /// <summary>Computes a block of tiles.</summary>
    /// <param name="block">Which.</param>
    /// <param name="scratch">The worker's scratch.</param>
    public abstract void ComputeBlock(int block, float* scratch);

    public override void Run(Workers workers, Scratch scratch) =>
        workers.Run(Blocks, (worker, block) => ComputeBlock(block, scratch.For(worker)));
}
