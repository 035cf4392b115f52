using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu.Peak;

/// <summary>What <see cref="MultiplyAddChains"/> is launched with.</summary>
internal struct MultiplyAddArguments
{
    /// <summary>
    /// Factor and summand of every step, below 1; known only at the launch: no compiler can work the chain out.
    /// </summary>
    public float Factor;

    /// <summary>One element for each thread.</summary>
    public ArrayView<float> Output;
}
