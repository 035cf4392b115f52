using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// Transposed convolution whose kernel is as large as its stride, so that no two taps meet in one output pixel:
/// <c>y[o, i·Stride + a, j·Stride + b] = Σ_c x[c,i,j] · w[c,o,a,b]</c>. The end of the output is cropped to the size of a
/// third tensor, as TensorFlow does when an output shape is given (rows and columns that the encoder rounded up).
/// </summary>
/// <remarks>Inputs: x [N,I,H,W]; weights [I,O,Stride,Stride]; size [N,·,h,w], of which only h and w are used.</remarks>
public sealed record TransposedConvolution2D : Operator
{
    public int Stride { get; init; } = 2;

    public override bool ReadsInput(int index) => index != 2;

    public override int OutputChannels(ReadOnlySpan<Shape> inputs) => inputs[1][1];

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        RequireInputs(inputs, 3);
        Shape input = inputs[0], weights = inputs[1], size = inputs[2];
        RequireShape("weights", weights, new Shape(input.C, weights[1], Stride, Stride));
        RequireExtent("height", input.H, size.H);
        RequireExtent("width", input.W, size.W);
        return new Shape(input.N, weights[1], size.H, size.W);
    }

    public override long Flops(ReadOnlySpan<Shape> inputs) => 2 * OutputShape(inputs).Count * inputs[0].C;

    public override Region NeededRegion(int index, Region output, ReadOnlySpan<Shape> inputs) => Region.Within(
        inputs[0], output.Top / Stride, output.Left / Stride, (output.Bottom - 1) / Stride + 1, (output.Right - 1) / Stride + 1);

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        ReferenceTensor x = inputs[0], weights = inputs[1];
        Shape input = x.Shape, shape = output.Shape;
        Parallel.For(0, shape.N * shape.C, map =>
        {
            int image = map / shape.C, filter = map % shape.C;
            for (int row = 0; row < shape.H; row++)
                for (int column = 0; column < shape.W; column++)
                {
                    int tap = row % Stride * Stride + column % Stride;
                    double sum = 0;
                    for (int channel = 0; channel < input.C; channel++)
                    {
                        double value = x.Data[((image * input.C + channel) * input.H + row / Stride) * input.W + column / Stride];
                        sum += value * weights.Data[(channel * shape.C + filter) * Stride * Stride + tap];
                    }

                    output.Data[(map * shape.H + row) * shape.W + column] = sum;
                }
        });
    }

    private void RequireExtent(string axis, int extent, int size)
    {
        if (size > extent * Stride || size <= (extent - 1) * Stride)
            throw new ArgumentException($"{Name}: {axis} {extent} cannot become {size} with stride {Stride}");
    }
}
