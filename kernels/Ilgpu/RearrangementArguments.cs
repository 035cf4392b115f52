namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>What the kernels of <see cref="Rearrangement"/> are launched with.</summary>
internal struct RearrangementArguments
{
    public int Height;
    public int Width;
    public int OutputHeight;
    public int OutputWidth;

    /// <summary>Factor of a pixel shuffle.</summary>
    public int Factor;

    /// <summary>
    /// Output rows before that under the input buffer's first row; negative where that one lies before the output's first.
    /// </summary>
    public int Top;

    /// <summary>Likewise the columns.</summary>
    public int Left;

    /// <summary>Values of the output.</summary>
    public int Count;

    /// <summary>NHWC.</summary>
    public Slice Input;

    /// <summary>NHWC.</summary>
    public Slice Output;
}
