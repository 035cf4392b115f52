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

    /// <summary>Rows of zeros before the first one; negative where rows are cut off.</summary>
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
