using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// Sub-pixel rearrangement of channels into pixels (Shi et al., "Real-Time Single Image and Video Super-Resolution Using an
/// Efficient Sub-Pixel Convolutional Neural Network", CVPR 2016), with f for the factor:
/// <c>y[c, f·i + a, f·j + b] = x[f²·c + f·a + b, i, j]</c>.
/// </summary>
/// <remarks>Input [N,f²·C,H,W], output [N,C,f·H,f·W].</remarks>
public sealed record PixelShuffle(int Factor) : Operator
{
    public override int OutputChannels(ReadOnlySpan<Shape> inputs) => inputs[0].C / (Factor * Factor);

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        RequireInputs(inputs, 1);
        Shape input = inputs[0];
        if (input.C % (Factor * Factor) != 0)
            throw new ArgumentException($"{Name}: {input.C} channels are no multiple of {Factor * Factor}");
        return new Shape(input.N, OutputChannels(inputs), input.H * Factor, input.W * Factor);
    }

    public override long Flops(ReadOnlySpan<Shape> inputs) => 0;

    public override Region NeededRegion(int index, Region output, ReadOnlySpan<Shape> inputs) => Region.Within(
        inputs[0], output.Top / Factor, output.Left / Factor, (output.Bottom - 1) / Factor + 1, (output.Right - 1) / Factor + 1);

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        double[] x = inputs[0].Data;
        Shape input = inputs[0].Shape, shape = output.Shape;
        for (int map = 0; map < shape.N * shape.C; map++)
            for (int row = 0; row < shape.H; row++)
                for (int column = 0; column < shape.W; column++)
                {
                    int source = (map * Factor + row % Factor) * Factor + column % Factor;
                    output.Data[(map * shape.H + row) * shape.W + column] =
                        x[(source * input.H + row / Factor) * input.W + column / Factor];
                }
    }
}
