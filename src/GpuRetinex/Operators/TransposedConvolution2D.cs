using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// Transposed convolution, the gradient of a strided one:
/// <c>y[o, i·Stride + a − Padding, j·Stride + b − Padding] += x[c,i,j] · w[c,o,a,b]</c>, plus bias. With groups, every group of
/// input channels serves a group of output channels of its own.
/// </summary>
/// <remarks>
/// Inputs, in order: x [N,I,H,W]; weights [I,O/Groups,kh,kw]; then those switched on: bias [O]; size [N,·,h,w], of which only h
/// and w are used. Output [N,O,h,w] with h = (H − 1)·Stride + kh − 2·Padding, or the given size, which may differ from that by
/// less than the stride: TensorFlow crops rows and columns that an encoder rounded up, PyTorch's output padding adds some.
/// </remarks>
public sealed record TransposedConvolution2D : Operator
{
    public int Stride { get; init; } = 2;

    /// <summary>Rows and columns cut off each of the four sides.</summary>
    public int Padding { get; init; }

    public int Groups { get; init; } = 1;

    public bool HasBias { get; init; }

    /// <summary>Whether the last input gives the output's height and width.</summary>
    public bool HasSize { get; init; }

    public const int InputIndex = 0;
    public const int WeightsIndex = 1;

    /// <summary>Position of the bias among the inputs.</summary>
    public const int BiasIndex = 2;

    /// <summary>Position of the size among the inputs.</summary>
    public int SizeIndex => BiasIndex + (HasBias ? 1 : 0);

    public override bool ReadsInput(int index) => index < SizeIndex;

    public override bool TakesWeights(int index) => index != InputIndex && index < SizeIndex;

    public override int OutputChannels(ReadOnlySpan<Shape> inputs) => inputs[WeightsIndex][1] * Groups;

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        RequireInputs(inputs, SizeIndex + (HasSize ? 1 : 0));
        Shape input = inputs[InputIndex], weights = inputs[WeightsIndex];
        RequireShape("weights", weights, new Shape(input.C, weights[1], weights[2], weights[3]));
        if (input.C % Groups != 0) throw new ArgumentException($"{Name}: {input.C} channels do not make {Groups} groups");
        if (HasBias) RequireShape("bias", inputs[BiasIndex], new Shape(OutputChannels(inputs)));
        int height = FullExtent(input.H, weights[2]), width = FullExtent(input.W, weights[3]);
        if (HasSize)
        {
            height = RequireExtent("height", height, inputs[SizeIndex].H);
            width = RequireExtent("width", width, inputs[SizeIndex].W);
        }

        return new Shape(input.N, OutputChannels(inputs), height, width);
    }

    public override long Flops(ReadOnlySpan<Shape> inputs)
    {
        Shape weights = inputs[WeightsIndex];
        return 2 * inputs[InputIndex].Count * weights[1] * weights[2] * weights[3] + (HasBias ? OutputShape(inputs).Count : 0);
    }

    public override Region NeededRegion(int index, Region output, ReadOnlySpan<Shape> inputs)
    {
        Shape weights = inputs[WeightsIndex];
        return Region.Within(
            inputs[InputIndex],
            FirstInput(output.Top, weights[2]),
            FirstInput(output.Left, weights[3]),
            (output.Bottom - 1 + Padding) / Stride + 1,
            (output.Right - 1 + Padding) / Stride + 1);
    }

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        ReferenceTensor x = inputs[InputIndex], weights = inputs[WeightsIndex];
        double[]? bias = HasBias ? inputs[BiasIndex].Data : null;
        Shape shape = output.Shape;
        int groupInputs = x.Shape.C / Groups, groupOutputs = shape.C / Groups, plane = shape.H * shape.W;
        Parallel.For(0, shape.N * shape.C, map =>
        {
            int image = map / shape.C, filter = map % shape.C, group = filter / groupOutputs;
            Span<double> sums = output.Data.AsSpan(map * plane, plane);
            sums.Fill(bias?[filter] ?? 0);
            for (int channel = group * groupInputs; channel < (group + 1) * groupInputs; channel++)
                Scatter(x, image, channel, weights, filter % groupOutputs, shape, sums);
        });
    }

    /// <summary>Adds one input channel's contribution to one output map.</summary>
    private void Scatter(
        ReferenceTensor x, int image, int channel, ReferenceTensor weights, int filter, Shape output, Span<double> sums)
    {
        Shape input = x.Shape, kernel = weights.Shape;
        for (int row = 0; row < input.H; row++)
            for (int column = 0; column < input.W; column++)
            {
                double value = x.Data[((image * input.C + channel) * input.H + row) * input.W + column];
                for (int a = 0; a < kernel[2]; a++)
                    for (int b = 0; b < kernel[3]; b++)
                    {
                        int y = row * Stride + a - Padding, z = column * Stride + b - Padding;
                        if ((uint)y < (uint)output.H && (uint)z < (uint)output.W)
                            sums[y * output.W + z] += value
                                * weights.Data[((channel * kernel[1] + filter) * kernel[2] + a) * kernel[3] + b];
                    }
            }
    }

    private int FullExtent(int extent, int kernel)
    {
        int full = (extent - 1) * Stride + kernel - 2 * Padding;
        return full > 0
            ? full
            : throw new ArgumentException(
                $"{Name}: an extent of {extent} leaves nothing with kernel {kernel}, padding {Padding}");
    }

    private int RequireExtent(string axis, int full, int size) => Math.Abs(full - size) < Stride
        ? size
        : throw new ArgumentException($"{Name}: {axis} {full} cannot become {size} with stride {Stride}");

    /// <summary>The first input row that an output row takes from; it may lie before the picture.</summary>
    private int FirstInput(int output, int kernel)
    {
        int reach = output + Padding - kernel + 1;
        return reach >= 0 ? (reach + Stride - 1) / Stride : 0;
    }
}
