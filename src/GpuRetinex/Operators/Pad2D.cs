using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>Zeros around a picture; a negative number of rows or columns crops it.</summary>
/// <param name="Top">Rows before the first.</param>
/// <param name="Left">Columns before the first.</param>
/// <param name="Bottom">Rows behind the last.</param>
/// <param name="Right">Columns behind the last.</param>
/// <remarks>Input [N,C,H,W], output [N,C,Top+H+Bottom,Left+W+Right].</remarks>
public sealed record Pad2D(int Top, int Left, int Bottom, int Right) : Operator
{
    public override int OutputChannels(ReadOnlySpan<Shape> inputs) => inputs[0].C;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        RequireInputs(inputs, 1);
        int height = inputs[0].H + Top + Bottom, width = inputs[0].W + Left + Right;
        if (height < 1 || width < 1) throw new ArgumentException($"{Name}: nothing is left of {inputs[0]}");
        return new Shape(inputs[0].N, inputs[0].C, height, width);
    }

    public override long Flops(ReadOnlySpan<Shape> inputs) => 0;

    public override Region NeededRegion(int index, Region output, ReadOnlySpan<Shape> inputs) =>
        Region.Within(inputs[0], output.Top - Top, output.Left - Left, output.Bottom - Top, output.Right - Left);

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        double[] x = inputs[0].Data;
        Shape input = inputs[0].Shape, shape = output.Shape;
        for (int map = 0; map < shape.N * shape.C; map++)
            for (int row = 0; row < shape.H; row++)
                for (int column = 0; column < shape.W; column++)
                {
                    int y = row - Top, z = column - Left;
                    bool exists = (uint)y < (uint)input.H && (uint)z < (uint)input.W;
                    output.Data[(map * shape.H + row) * shape.W + column] = exists ? x[(map * input.H + y) * input.W + z] : 0;
                }
    }
}
