using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// Bilinear resize to the height and width of a second tensor, without antialiasing. With aligned corners the first and the
/// last pixels of both pictures coincide, source = target·(n − 1)/(m − 1), as in Caffe's Interp; else pixels are areas,
/// source = max((target + ½)·n/m − ½, 0), as in PyTorch's "bilinear".
/// </summary>
/// <remarks>Inputs: x [N,C,H,W]; size [N,·,h,w], of which only h and w are used. Output [N,C,h,w].</remarks>
public sealed record BilinearResize : Operator
{
    public bool AlignCorners { get; init; }

    /// <summary>
    /// Where a target pixel lies along one axis: between <c>First</c> and <c>Second</c>, <c>Share</c> of the way.
    /// </summary>
    public readonly record struct Sample(int First, int Second, float Share);

    /// <summary>The samples of every target pixel along one axis.</summary>
    /// <param name="input">Pixels of the input axis.</param>
    /// <param name="output">Pixels of the output axis.</param>
    public Sample[] Samples(int input, int output)
    {
        var samples = new Sample[output];
        for (int i = 0; i < output; i++)
        {
            double source = Source(i, input, output);
            int first = Math.Min((int)source, input - 1);
            samples[i] = new Sample(first, Math.Min(first + 1, input - 1), (float)(source - first));
        }

        return samples;
    }

    public override bool ReadsInput(int index) => index == 0;

    public override int OutputChannels(ReadOnlySpan<Shape> inputs) => inputs[0].C;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        RequireInputs(inputs, 2);
        return new Shape(inputs[0].N, inputs[0].C, inputs[1].H, inputs[1].W);
    }

    /// <summary>Three interpolations of a subtraction and a multiply-add each.</summary>
    public override long Flops(ReadOnlySpan<Shape> inputs) => 9 * OutputShape(inputs).Count;

    public override Region NeededRegion(int index, Region output, ReadOnlySpan<Shape> inputs)
    {
        Sample[] rows = Samples(inputs[0].H, inputs[1].H), columns = Samples(inputs[0].W, inputs[1].W);
        return Region.Within(
            inputs[0], rows[output.Top].First, columns[output.Left].First,
            rows[output.Bottom - 1].Second + 1, columns[output.Right - 1].Second + 1);
    }

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        double[] x = inputs[0].Data;
        Shape input = inputs[0].Shape, shape = output.Shape;
        Sample[] rows = Samples(input.H, shape.H), columns = Samples(input.W, shape.W);
        for (int map = 0; map < shape.N * shape.C; map++)
            for (int row = 0; row < shape.H; row++)
                for (int column = 0; column < shape.W; column++)
                {
                    (Sample y, Sample z) = (rows[row], columns[column]);
                    int first = (map * input.H + y.First) * input.W, second = (map * input.H + y.Second) * input.W;
                    double top = Between(x[first + z.First], x[first + z.Second], z.Share);
                    double bottom = Between(x[second + z.First], x[second + z.Second], z.Share);
                    output.Data[(map * shape.H + row) * shape.W + column] = Between(top, bottom, y.Share);
                }
    }

    private static double Between(double first, double second, double share) => first + share * (second - first);

    private double Source(int target, int input, int output)
    {
        if (!AlignCorners) return Math.Max((target + 0.5) * input / output - 0.5, 0);
        return output == 1 ? 0 : (double)target * (input - 1) / (output - 1);
    }
}
