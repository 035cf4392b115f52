namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>What <see cref="Activation"/> is launched with.</summary>
internal struct ActivationArguments
{
    /// <summary>The number of an <see cref="Operators.ActivationKind"/>.</summary>
    public int Kind;

    /// <summary>Slope of a leaky ReLU.</summary>
    public float Slope;

    /// <summary>Values of the output.</summary>
    public int Count;

    /// <summary>NHWC.</summary>
    public Slice Input;

    /// <summary>NHWC.</summary>
    public Slice Output;
}
