using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>Softmax over the channels of every pixel, the largest value subtracted first.</summary>
public sealed record Softmax : Operator
{
    public override int InPlaceInput => 0;

    public override int OutputChannels(ReadOnlySpan<Shape> inputs) => inputs[0].C;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        RequireInputs(inputs, 1);
        return inputs[0];
    }

    public override long Flops(ReadOnlySpan<Shape> inputs) => 4 * inputs[0].Count;

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        double[] x = inputs[0].Data;
        Shape shape = output.Shape;
        int plane = shape.H * shape.W;
        for (int n = 0; n < shape.N; n++)
            for (int pixel = 0; pixel < plane; pixel++)
            {
                int first = n * shape.C * plane + pixel, end = first + shape.C * plane;
                double maximum = double.NegativeInfinity, sum = 0;
                for (int i = first; i < end; i += plane) maximum = Math.Max(maximum, x[i]);
                for (int i = first; i < end; i += plane) sum += output.Data[i] = Math.Exp(x[i] - maximum);
                for (int i = first; i < end; i += plane) output.Data[i] /= sum;
            }
    }
}
