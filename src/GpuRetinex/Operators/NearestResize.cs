using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// Nearest-neighbour resize by a whole factor or to the height and width of a second tensor, with TensorFlow 1's rule
/// (align_corners false, no half-pixel offset), which is PyTorch's "nearest" too: source = min(⌊target · scale⌋, n − 1), where
/// scale = n / m and the product are float32. An input of 1×1 pixel is thereby spread over the whole output.
/// </summary>
/// <remarks>
/// Inputs: x [N,C,H,W]; where there is no factor, size [N,·,h,w], of which only h and w are used. Output [N,C,h,w].
/// </remarks>
public sealed record NearestResize : Operator
{
    /// <summary>Output pixels for each input pixel along either axis; null where a second tensor gives the size.</summary>
    public int? Factor { get; init; }

    /// <summary>Source pixel of every target pixel along one axis.</summary>
    /// <param name="input">Pixels of the input axis.</param>
    /// <param name="output">Pixels of the output axis.</param>
    public static int[] SourceIndices(int input, int output)
    {
        float scale = (float)input / output;
        var indices = new int[output];
        for (int i = 0; i < output; i++) indices[i] = Math.Min((int)MathF.Floor(i * scale), input - 1);
        return indices;
    }

    public override bool ReadsInput(int index) => index == 0;

    public override int OutputChannels(ReadOnlySpan<Shape> inputs) => inputs[0].C;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        RequireInputs(inputs, Factor is null ? 2 : 1);
        (int height, int width) = Factor is { } factor
            ? (inputs[0].H * factor, inputs[0].W * factor) : (inputs[1].H, inputs[1].W);
        return new Shape(inputs[0].N, inputs[0].C, height, width);
    }

    public override long Flops(ReadOnlySpan<Shape> inputs) => 0;

    public override Region NeededRegion(int index, Region output, ReadOnlySpan<Shape> inputs)
    {
        Shape whole = OutputShape(inputs);
        int[] rows = SourceIndices(inputs[0].H, whole.H), columns = SourceIndices(inputs[0].W, whole.W);
        return Region.Within(
            inputs[0], rows[output.Top], columns[output.Left], rows[output.Bottom - 1] + 1, columns[output.Right - 1] + 1);
    }

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        double[] x = inputs[0].Data;
        Shape input = inputs[0].Shape, shape = output.Shape;
        int[] rows = SourceIndices(input.H, shape.H), columns = SourceIndices(input.W, shape.W);
        for (int map = 0; map < shape.N * shape.C; map++)
            for (int row = 0; row < shape.H; row++)
                for (int column = 0; column < shape.W; column++)
                    output.Data[(map * shape.H + row) * shape.W + column] =
                        x[(map * input.H + rows[row]) * input.W + columns[column]];
    }
}
