using GpuRetinex.Tensors;

namespace GpuRetinex.Operators;

/// <summary>
/// Cross-correlation with zero padding, and the pointwise work that may follow it in the same store:
/// <c>y = activation(Σ w·x + bias); y = y·(scale + ModulationOffset) + shift; y = finalActivation(y + residual)</c>.
/// </summary>
/// <remarks>
/// Inputs, in order: x [N,I,H,W]; weights [O,I,kh,kw]; then those switched on: bias [O]; scale and shift [N,O,h,w];
/// residual [N,O,h,w]. Output [N,O,h,w] with h = ⌊(H + 2·Padding − Dilation·(kh − 1) − 1) / Stride⌋ + 1.
/// </remarks>
public sealed record Convolution2D : Operator
{
    public int Stride { get; init; } = 1;

    public int Dilation { get; init; } = 1;

    /// <summary>Zeros added on each of the four sides, in pixels.</summary>
    public int Padding { get; init; }

    public bool HasBias { get; init; }

    public Activation Activation { get; init; }

    /// <summary>The constant k of y·(scale + k) + shift; null where there is no modulation.</summary>
    public float? ModulationOffset { get; init; }

    public bool HasResidual { get; init; }

    /// <summary>Applied last, after modulation or residual: none, or a leaky ReLU.</summary>
    public Activation FinalActivation { get; init; }

    public const int InputIndex = 0;
    public const int WeightsIndex = 1;

    /// <summary>Position of the bias among the inputs.</summary>
    public const int BiasIndex = 2;

    /// <summary>Position of the scale among the inputs; the shift follows it.</summary>
    public int ScaleIndex => BiasIndex + (HasBias ? 1 : 0);

    /// <summary>Position of the residual among the inputs.</summary>
    public int ResidualIndex => ScaleIndex + (ModulationOffset is null ? 0 : 2);

    /// <summary>Number of inputs.</summary>
    public int InputCount => ResidualIndex + (HasResidual ? 1 : 0);

    public override int InPlaceInput => HasResidual ? ResidualIndex : -1;

    public override bool TakesWeights(int index) => index != InputIndex && index < ScaleIndex;

    public override int OutputChannels(ReadOnlySpan<Shape> inputs) => inputs[WeightsIndex][0];

    public override Shape OutputShape(ReadOnlySpan<Shape> inputs)
    {
        RequireInputs(inputs, InputCount);
        if (FinalActivation.Kind == ActivationKind.Sigmoid
            || (FinalActivation.Kind != ActivationKind.None && InputCount == ScaleIndex))
            throw new ArgumentException($"{Name}: a final activation is a leaky ReLU after a modulation or a residual");
        Shape input = inputs[InputIndex], weights = inputs[WeightsIndex];
        RequireShape("weights", weights, new Shape(weights[0], input.C, weights[2], weights[3]));
        if (HasBias) RequireShape("bias", inputs[BiasIndex], new Shape(weights[0]));

        var output = new Shape(input.N, weights[0], OutputExtent(input.H, weights[2]), OutputExtent(input.W, weights[3]));
        for (int i = ScaleIndex; i < InputCount; i++)
            RequireShape(i < ResidualIndex ? "modulation" : "residual", inputs[i], output);
        return output;
    }

    public override long Flops(ReadOnlySpan<Shape> inputs)
    {
        Shape output = OutputShape(inputs), weights = inputs[WeightsIndex];
        long perValue = 2L * weights[1] * weights[2] * weights[3] + Activation.Flops;
        if (HasBias) perValue += 1;
        if (ModulationOffset is not null) perValue += 3;
        if (HasResidual) perValue += 1;
        perValue += FinalActivation.Flops;
        return output.Count * perValue;
    }

    public override Region NeededRegion(int index, Region output, ReadOnlySpan<Shape> inputs)
    {
        if (index != InputIndex) return output;
        Shape weights = inputs[WeightsIndex];
        return Region.Within(
            inputs[InputIndex],
            output.Top * Stride - Padding,
            output.Left * Stride - Padding,
            (output.Bottom - 1) * Stride - Padding + (weights[2] - 1) * Dilation + 1,
            (output.Right - 1) * Stride - Padding + (weights[3] - 1) * Dilation + 1);
    }

    public override void Reference(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        ReferenceTensor x = inputs[InputIndex], weights = inputs[WeightsIndex];
        double[]? bias = HasBias ? inputs[BiasIndex].Data : null;
        Shape shape = output.Shape;
        int plane = shape.H * shape.W;
        Parallel.For(0, shape.N * shape.C, map =>
        {
            Span<double> sums = output.Data.AsSpan(map * plane, plane);
            sums.Fill(bias?[map % shape.C] ?? 0);
            for (int channel = 0; channel < x.Shape.C; channel++)
                Accumulate(x, map / shape.C, channel, weights, map % shape.C, shape, sums);
        });
        ApplyEpilogue(inputs, output);
    }

    private int OutputExtent(int extent, int kernel)
    {
        int reach = extent + 2 * Padding - Dilation * (kernel - 1) - 1;
        if (reach < 0)
            throw new ArgumentException(
                $"{Name}: an extent of {extent} is too small for kernel {kernel}, dilation {Dilation}, padding {Padding}");
        return reach / Stride + 1;
    }

    /// <summary>Adds one input channel's contribution to one output map.</summary>
    private void Accumulate(
        ReferenceTensor x, int image, int channel, ReferenceTensor weights, int filter, Shape output, Span<double> sums)
    {
        Shape input = x.Shape;
        int kernelHeight = weights.Shape[2], kernelWidth = weights.Shape[3];
        ReadOnlySpan<double> source = x.Data.AsSpan((image * input.C + channel) * input.H * input.W, input.H * input.W);
        ReadOnlySpan<double> taps = weights.Data.AsSpan(
            (filter * input.C + channel) * kernelHeight * kernelWidth, kernelHeight * kernelWidth);
        for (int ky = 0; ky < kernelHeight; ky++)
            for (int kx = 0; kx < kernelWidth; kx++)
            {
                double tap = taps[ky * kernelWidth + kx];
                for (int row = 0; row < output.H; row++)
                {
                    int sourceRow = row * Stride + ky * Dilation - Padding;
                    if ((uint)sourceRow >= (uint)input.H) continue;
                    for (int column = 0; column < output.W; column++)
                    {
                        int sourceColumn = column * Stride + kx * Dilation - Padding;
                        if ((uint)sourceColumn < (uint)input.W)
                            sums[row * output.W + column] += tap * source[sourceRow * input.W + sourceColumn];
                    }
                }
            }
    }

    private void ApplyEpilogue(ReadOnlySpan<ReferenceTensor> inputs, ReferenceTensor output)
    {
        double[]? scale = ModulationOffset is null ? null : inputs[ScaleIndex].Data;
        double[]? shift = ModulationOffset is null ? null : inputs[ScaleIndex + 1].Data;
        double[]? residual = HasResidual ? inputs[ResidualIndex].Data : null;
        double[] y = output.Data;
        for (int i = 0; i < y.Length; i++)
        {
            double value = Activation.Apply(y[i]);
            if (scale is not null) value = value * (scale[i] + ModulationOffset!.Value) + shift![i];
            y[i] = FinalActivation.Apply(value + (residual?[i] ?? 0));
        }
    }
}
