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

    /// <summary>Rows from the first window's beginning to the input buffer's first row; negative where windows begin below that.</summary>
    public int Top;

    /// <summary>Columns from the first window's beginning to the input buffer's first column.</summary>
    public int Left;

    /// <summary>1 for the mean, 0 for the maximum.</summary>
    public int IsAverage;

    /// <summary>Values of the output.</summary>
    public int Count;

    /// <summary>NHWC.</summary>
    public Slice Input;

    /// <summary>NHWC.</summary>
    public Slice Output;
}
