namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>What <see cref="Copy"/> is launched with.</summary>
internal struct CopyArguments
{
    /// <summary>Values of the output.</summary>
    public int Count;

    /// <summary>NHWC.</summary>
    public Slice Input;

    /// <summary>NHWC.</summary>
    public Slice Output;
}
