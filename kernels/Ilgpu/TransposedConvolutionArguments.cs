using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>What <see cref="TransposedConvolution"/> is launched with.</summary>
internal struct TransposedConvolutionArguments
{
    public int Height;
    public int Width;
    public int OutputHeight;
    public int OutputWidth;
    public int KernelHeight;
    public int KernelWidth;
    public int Stride;

    /// <summary>The output's first row, padding added, counted from that under the input buffer's first row.</summary>
    public int Top;

    /// <summary>The output's first column, padding added, counted from that under the input buffer's first column.</summary>
    public int Left;

    /// <summary>Output channels, rounded up to a multiple of 4.</summary>
    public int WeightPitch;

    /// <summary>Groups of four columns, each a stride from the next, in an output row.</summary>
    public int ColumnGroups;

    /// <summary>Rows of all output images.</summary>
    public int Lines;

    /// <summary>1 where the bias is added.</summary>
    public int HasBias;

    /// <summary>In the order of <see cref="WeightOrder.Transposed"/>.</summary>
    public ArrayView<float> Weights;

    /// <summary>One pixel; any view where there is no bias.</summary>
    public Slice Bias;

    /// <summary>NHWC.</summary>
    public Slice Input;

    /// <summary>NHWC.</summary>
    public Slice Output;
}
