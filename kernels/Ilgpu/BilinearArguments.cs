using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>What <see cref="Bilinear"/> is launched with.</summary>
internal struct BilinearArguments
{
    public int Height;
    public int Width;
    public int OutputHeight;
    public int OutputWidth;

    /// <summary>Values of the output.</summary>
    public int Count;

    /// <summary>Input row at or before every output row.</summary>
    public ArrayView<int> Rows;

    /// <summary>Input column at or before every output column.</summary>
    public ArrayView<int> Columns;

    /// <summary>How far on the way to the next input row every output row lies, 0 to 1.</summary>
    public ArrayView<float> RowShares;

    /// <summary>Likewise the columns.</summary>
    public ArrayView<float> ColumnShares;

    /// <summary>NHWC.</summary>
    public Slice Input;

    /// <summary>NHWC.</summary>
    public Slice Output;
}
