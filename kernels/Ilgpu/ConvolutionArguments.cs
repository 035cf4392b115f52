using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// What both convolution kernels are launched with. Sizes are in pixels, the input buffer's unless named otherwise.
/// </summary>
internal struct ConvolutionArguments
{
    public int Height;
    public int Width;
    public int OutputHeight;
    public int OutputWidth;
    public int KernelHeight;
    public int KernelWidth;
    public int Stride;
    public int Dilation;

    /// <summary>Row of the input under the first tap of the output's first row; negative in the padding.</summary>
    public int FirstRow;

    /// <summary>Column of the input under the first tap of the output's first column; negative in the padding.</summary>
    public int FirstColumn;

    /// <summary>Output channels, rounded up to a multiple of 4.</summary>
    public int WeightPitch;

    /// <summary>Rows of the weights: kernel height · kernel width · input channels, rounded up to a multiple of 8.</summary>
    public int WeightRows;

    /// <summary>Pixels of all output images.</summary>
    public int Pixels;

    public Epilogue Epilogue;

    /// <summary>In the order of <see cref="WeightOrder.Convolution"/>.</summary>
    public ArrayView<float> Weights;

    /// <summary>NHWC.</summary>
    public Slice Input;
}
