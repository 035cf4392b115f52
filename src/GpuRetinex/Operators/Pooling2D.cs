using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// Pooling over square windows. Where <see cref="Padding"/> is null TensorFlow's SAME rule holds: the output has ⌈n/Stride⌉
/// rows; what the last window lacks, max((m−1)·Stride + Kernel − n, 0), is split with the smaller half before the first row.
/// Else the output has (n + 2·Padding − Kernel)/Stride + 1 rows, rounded down or, in ceiling mode, up; a last window that
/// would begin behind the padding's first row at the end is left out (PyTorch and Caffe alike).
/// </summary>
/// <remarks>Input [N,C,H,W], output [N,C,h,w].</remarks>
public sealed record Pooling2D(PoolingKind Kind) : Operator
{
    public int Kernel { get; init; } = 2;

    public int Stride { get; init; } = 2;

    /// <summary>Rows and columns on each of the four sides, fewer than <see cref="Kernel"/>; null for the SAME rule.</summary>
    public int? Padding { get; init; }

    /// <summary>Whether a last window that the picture does not fill counts. The SAME rule always has it.</summary>
    public bool CeilingMode { get; init; }

    /// <summary>Padding before the first row or column of an axis with <paramref name="extent"/> pixels.</summary>
    public int PaddingBefore(int extent) => Padding ?? Math.Max((OutputExtent(extent) - 1) * Stride + Kernel - extent, 0) / 2;

    /// <summary>Along one axis, the cells of a window that a mean is divided by.</summary>
    /// <param name="output">Which window.</param>
    /// <param name="extent">Pixels of the input axis.</param>
    public int CountedCells(int output, int extent)
    {
        int first = output * Stride - PaddingBefore(extent), end = first + Kernel;
        return Kind == PoolingKind.AverageWithPadding
            ? Math.Min(end, extent + PaddingBefore(extent)) - first
            : Math.Min(end, extent) - Math.Max(first, 0);
    }

    public override int OutputChannels(ReadOnlySpan<Shape> inputs) => inputs[0].C;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        RequireInputs(inputs, 1);
        if (Padding is < 0 || Padding >= Kernel)
            throw new ArgumentException($"{Name}: padding {Padding} does not suit a kernel of {Kernel}");
        if (Padding is null && Kind == PoolingKind.AverageWithPadding)
            throw new ArgumentException($"{Name}: to be counted, padding must be given");
        Shape input = inputs[0];
        return new Shape(input.N, input.C, OutputExtent(input.H), OutputExtent(input.W));
    }

    public override long Flops(ReadOnlySpan<Shape> inputs) =>
        Kind == PoolingKind.Maximum ? 0 : OutputShape(inputs).Count * Kernel * Kernel;

    public override Region NeededRegion(int index, Region output, ReadOnlySpan<Shape> inputs)
    {
        int top = PaddingBefore(inputs[0].H), left = PaddingBefore(inputs[0].W);
        return Region.Within(
            inputs[0],
            output.Top * Stride - top,
            output.Left * Stride - left,
            (output.Bottom - 1) * Stride - top + Kernel,
            (output.Right - 1) * Stride - left + Kernel);
    }

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        double[] x = inputs[0].Data;
        Shape input = inputs[0].Shape, shape = output.Shape;
        int top = PaddingBefore(input.H), left = PaddingBefore(input.W);
        for (int map = 0; map < shape.N * shape.C; map++)
            for (int row = 0; row < shape.H; row++)
                for (int column = 0; column < shape.W; column++)
                {
                    double maximum = double.NegativeInfinity, sum = 0;
                    for (int y = Math.Max(row * Stride - top, 0); y < Math.Min(row * Stride - top + Kernel, input.H); y++)
                        for (int z = Math.Max(column * Stride - left, 0);
                            z < Math.Min(column * Stride - left + Kernel, input.W); z++)
                        {
                            double value = x[(map * input.H + y) * input.W + z];
                            maximum = Math.Max(maximum, value);
                            sum += value;
                        }

                    int count = CountedCells(row, input.H) * CountedCells(column, input.W);
                    output.Data[(map * shape.H + row) * shape.W + column] = Kind == PoolingKind.Maximum ? maximum : sum / count;
                }
    }

    private int OutputExtent(int extent)
    {
        if (Padding is not { } padding) return (extent + Stride - 1) / Stride;
        int reach = extent + 2 * padding - Kernel;
        if (!CeilingMode)
        {
            return reach >= 0
                ? reach / Stride + 1
                : throw new ArgumentException(
                    $"{Name}: an extent of {extent} is too small for kernel {Kernel}, padding {padding}");
        }

        // A picture smaller than the kernel still has one window.
        int windows = Math.Max((reach + Stride - 1) / Stride, 0) + 1;
        return (windows - 1) * Stride >= extent + padding ? windows - 1 : windows;
    }
}
