using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// Every <paramref name="dilation"/>th row and column of one image of the output, from a first pixel on, and what it reads.
/// </summary>
/// <param name="dilation">The dilation.</param>
/// <param name="image">Which image of the batch.</param>
/// <param name="row">First row in the output view.</param>
/// <param name="column">First column in the output view.</param>
/// <param name="input">The input pixels that the part reads, in a view of their own.</param>
/// <param name="origin">Where the window of the part's first pixel begins in that view.</param>
internal readonly struct DilatedPhase(int dilation, int image, int row, int column, TensorView input, WindowOrigin origin)
{
    public TensorView Input { get; } = input;

    public WindowOrigin Origin { get; } = origin;

    /// <summary>The phase that begins with a pixel of the output view.</summary>
    public static DilatedPhase Of(int dilation, WindowOrigin origin, TensorView input, int image, int row, int column)
    {
        (int top, int firstRow) = Split(origin.Row + row, dilation);
        (int left, int firstColumn) = Split(origin.Column + column, dilation);
        TensorView read = input.Every(dilation, image, firstRow, firstColumn);
        return new DilatedPhase(dilation, image, row, column, read, new WindowOrigin(top, left));
    }

    /// <summary>This part of a view of the output's size.</summary>
    public TensorView Part(TensorView view) => view.Every(dilation, image, row, column);

    /// <summary>A place as a multiple of the dilation and a remainder that is not negative.</summary>
    private static (int Quotient, int Remainder) Split(int place, int dilation)
    {
        int quotient = (int)Math.Floor((double)place / dilation);
        return (quotient, place - quotient * dilation);
    }
}
