namespace GpuRetinex.Planning;

/// <summary>
/// Where the window of an output view's first pixel begins, in rows and columns of the input view. Without tiles it is minus
/// the padding; in a tile it also tells how the two views lie in the whole picture.
/// </summary>
public readonly record struct WindowOrigin(int Row, int Column)
{
    /// <param name="input">What the step reads.</param>
    /// <param name="output">What it writes.</param>
    /// <param name="stride">Input pixels from one window to the next.</param>
    /// <param name="top">Padding above the whole picture.</param>
    /// <param name="left">Padding at its left.</param>
    public static WindowOrigin Of(View input, View output, int stride, int top, int left) => new(
        output.Region.Top * stride - top - input.Region.Top,
        output.Region.Left * stride - left - input.Region.Left);
}
