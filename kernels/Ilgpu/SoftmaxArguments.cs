namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>What <see cref="Softmax"/> is launched with.</summary>
internal struct SoftmaxArguments
{
    /// <summary>Pixels of all images.</summary>
    public int Pixels;

    /// <summary>NHWC.</summary>
    public Slice Input;

    /// <summary>NHWC.</summary>
    public Slice Output;
}
