namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// What <see cref="Arithmetic"/> is launched with: output = x + second, x·second, or x·(second + offset) + third.
/// All slices are NHWC.
/// </summary>
internal struct ArithmeticArguments
{
    /// <summary>Added to the second operand of a modulation.</summary>
    public float Offset;

    /// <summary>Values of the output.</summary>
    public int Count;

    public Slice X;
    public Slice Second;
    public Slice Third;
    public Slice Output;
}
