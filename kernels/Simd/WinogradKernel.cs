namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// A convolution by Winograd's algorithm with tiles of any size, as tasks of a block of tiles each. Where there are fewer blocks
/// than make all threads work, as in small maps, a task is some groups of output channels of a block, so that no two threads read
/// the same weights: of wide layers these take longer to read than few tiles to multiply.
/// </summary>
internal abstract unsafe class WinogradKernel : Kernel
{
    private const int TasksPerWorker = 2;

    /// <summary>Blocks of tiles.</summary>
    public abstract int Blocks { get; }

    /// <summary>Groups of output channels.</summary>
    public abstract int Groups { get; }

    /// <summary>Computes some groups of output channels of a block of tiles.</summary>
    /// <param name="block">Which block.</param>
    /// <param name="groups">Which groups.</param>
    /// <param name="scratch">The worker's scratch.</param>
    public abstract void ComputeBlock(int block, Range groups, float* scratch);

    public override void Run(Workers workers, Scratch scratch)
    {
        int parts = Math.Clamp((TasksPerWorker * workers.Count + Blocks - 1) / Blocks, 1, Groups);
        workers.Run(Blocks * parts, (worker, task) =>
        {
            int part = task % parts;
            ComputeBlock(task / parts, (Groups * part / parts)..(Groups * (part + 1) / parts), scratch.For(worker));
        });
    }
}
