using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// Pooling over square windows with TensorFlow's SAME rule: the output has ⌈n/Stride⌉ rows; what the last window lacks,
/// max((m−1)·Stride + Kernel − n, 0), is split with the smaller half before the first row. Padded positions take no part.
/// </summary>
/// <remarks>Input [N,C,H,W], output [N,C,⌈H/Stride⌉,⌈W/Stride⌉].</remarks>
public sealed record Pooling2D(PoolingKind Kind) : Operator
{
    public int Kernel { get; init; } = 2;

    public int Stride { get; init; } = 2;

    /// <summary>Padding before the first row or column of an axis with <paramref name="extent"/> pixels.</summary>
    public int PaddingBefore(int extent) => Math.Max((OutputExtent(extent) - 1) * Stride + Kernel - extent, 0) / 2;

    public override int OutputChannels(ReadOnlySpan<Shape> inputs) => inputs[0].C;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        RequireInputs(inputs, 1);
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
                    int count = 0;
                    for (int y = Math.Max(row * Stride - top, 0); y < Math.Min(row * Stride - top + Kernel, input.H); y++)
                        for (int z = Math.Max(column * Stride - left, 0); z < Math.Min(column * Stride - left + Kernel, input.W); z++)
                        {
                            double value = x[(map * input.H + y) * input.W + z];
                            maximum = Math.Max(maximum, value);
                            sum += value;
                            count++;
                        }

                    output.Data[(map * shape.H + row) * shape.W + column] = Kind == PoolingKind.Maximum ? maximum : sum / count;
                }
    }

    private int OutputExtent(int extent) => (extent + Stride - 1) / Stride;
}
