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

    /// <summary>Rows of padding before the first one.</summary>
    public int Top;

    /// <summary>Columns of padding before the first one.</summary>
    public int Left;

    /// <summary>The number of an <see cref="Operators.PoolingKind"/>.</summary>
    public int Kind;

    /// <summary>Values of the output.</summary>
    public int Count;

    /// <summary>NHWC.</summary>
    public Slice Input;

    /// <summary>NHWC.</summary>
    public Slice Output;
}
