using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>What <see cref="Resize"/> is launched with.</summary>
internal struct ResizeArguments
{
    public int Height;
    public int Width;
    public int OutputHeight;
    public int OutputWidth;

    /// <summary>Values of the output.</summary>
    public int Count;

    /// <summary>Input row of every output row.</summary>
    public ArrayView<int> Rows;

    /// <summary>Input column of every output column.</summary>
    public ArrayView<int> Columns;

    /// <summary>NHWC.</summary>
    public Slice Input;

    /// <summary>NHWC.</summary>
    public Slice Output;
}
