namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>What <see cref="Pooling"/> is launched with.</summary>
internal struct PoolingArguments
{
    public int Height;
    public int Width;
    public int OutputHeight;
    public int OutputWidth;
    public int Kernel;
    public int Stride;

    /// <summary>
    /// Rows from the first window's beginning to the input buffer's first row; negative where windows begin below that.
    /// </summary>
    public int Top;

    /// <summary>Columns from the first window's beginning to the input buffer's first column.</summary>
    public int Left;

    /// <summary>Where the padding below ends, in rows from the input buffer's first.</summary>
    public int PaddedHeight;

    /// <summary>Where the padding to the right ends, in columns from the input buffer's first.</summary>
    public int PaddedWidth;

    /// <summary>The number of an <see cref="Operators.PoolingKind"/>.</summary>
    public int Kind;

    /// <summary>Values of the output.</summary>
    public int Count;

    /// <summary>NHWC.</summary>
    public Slice Input;

    /// <summary>NHWC.</summary>
    public Slice Output;
}
