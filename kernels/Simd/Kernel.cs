namespace GpuRetinex.Kernels.Simd;

/// <summary>A step of a plan with its addresses bound.</summary>
internal abstract class Kernel
{
    /// <summary>Scratch elements that each worker needs.</summary>
    public virtual int ScratchElements => 0;

    /// <summary>The algorithm's name, for profiles.</summary>
    public virtual string Algorithm => ConvolutionAlgorithm.Direct;

    /// <summary>Computes the step.</summary>
    /// <param name="workers">Threads to use.</param>
    /// <param name="scratch">At least <see cref="ScratchElements"/> for each worker.</param>
    public abstract void Run(Workers workers, Scratch scratch);
}
