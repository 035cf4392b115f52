using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu.Peak;

/// <summary>What <see cref="BlockCopy"/> is launched with.</summary>
internal struct BlockCopyArguments
{
    public ArrayView<float> Source;

    /// <summary>As long as the source.</summary>
    public ArrayView<float> Target;
}
