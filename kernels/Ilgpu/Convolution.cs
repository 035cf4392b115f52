using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Convolution with everything that may follow in its store: <see cref="WinogradConvolution"/>, or <see cref="ConvolutionTiled"/>
/// and <see cref="ConvolutionDirect"/>, which sum in the same order. <see cref="ConvolutionAlgorithm"/> chooses.
/// </summary>
internal static class Convolution
{
    /// <summary>The launches of a step.</summary>
    public static Action Prepare(Convolution2D op, Step step, LaunchBuilder builder)
    {
        ConvolutionArguments arguments = ArgumentsOf(op, step, builder);
        string algorithm = builder.Algorithm.For(op, step);
        if (WinogradTile.Named(algorithm) is { } tile) return new WinogradConvolution(step, tile).Prepare(arguments, builder);
        if (algorithm == ConvolutionAlgorithm.Wide) return LaunchTiled<WideTile>(arguments, step.Output.Shape.C, builder);
        if (algorithm == ConvolutionAlgorithm.Narrow) return LaunchTiled<NarrowTile>(arguments, step.Output.Shape.C, builder);
        long threads = Groups(arguments.Pixels, ConvolutionDirect.ThreadPixels) * (long)(arguments.WeightPitch / 4);
        bool fours = LaunchBuilder.IsVector(step.Inputs[Convolution2D.InputIndex]);
        return builder.Launch(fours ? ConvolutionDirect.ComputeFours : ConvolutionDirect.Compute, threads, arguments);
    }

    private static Action LaunchTiled<TTile>(ConvolutionArguments arguments, int channels, LaunchBuilder builder)
        where TTile : struct, ITile
    {
        int pixelGroups = Groups(arguments.Pixels, ConvolutionTiled.TilePixels);
        var groups = new Index2D(pixelGroups, Groups(channels, TTile.Channels));
        var config = new KernelConfig(groups, new Index2D(ConvolutionTiled.Threads, 1));
        return builder.Launch(ConvolutionTiled.Compute<TTile>, config, arguments);
    }

    private static ConvolutionArguments ArgumentsOf(Convolution2D op, Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[Convolution2D.InputIndex], weights = step.Inputs[Convolution2D.WeightsIndex];
        View output = step.Output;
        return new ConvolutionArguments
        {
            Input = builder.Buffer(input),
            Weights = builder.Constant(step, weights, ConstantOrder.ConvolutionWeights),
            Epilogue = EpilogueOf(op, step, builder),
            Height = input.Buffer.H,
            Width = input.Buffer.W,
            OutputHeight = output.Shape.H,
            OutputWidth = output.Shape.W,
            KernelHeight = weights.Shape[2],
            KernelWidth = weights.Shape[3],
            Stride = op.Stride,
            Dilation = op.Dilation,
            FirstRow = output.Region.Top * op.Stride - op.Padding - input.BufferRegion.Top,
            FirstColumn = output.Region.Left * op.Stride - op.Padding - input.BufferRegion.Left,
            WeightPitch = WeightOrder.RoundUp(output.Shape.C, WeightOrder.QuadChannels),
            WeightRows = WeightOrder.RoundUp(weights.Shape[1] * weights.Shape[2] * weights.Shape[3], ConvolutionTiled.Depth),
            Pixels = output.Shape.N * output.Shape.H * output.Shape.W,
        };
    }

    private static Epilogue EpilogueOf(Convolution2D op, Step step, LaunchBuilder builder)
    {
        Slice output = builder.Slice(step.Output);
        bool modulates = op.ModulationOffset is not null;
        IEnumerable<View> pixels = step.Inputs.Skip(op.ScaleIndex).Append(step.Output).Where(view => !view.IsConstant);
        return new Epilogue
        {
            Output = output,
            Bias = op.HasBias ? BiasOf(step, builder) : output,
            Scale = modulates ? builder.Slice(step.Inputs[op.ScaleIndex]) : output,
            Shift = modulates ? builder.Slice(step.Inputs[op.ScaleIndex + 1]) : output,
            Residual = op.HasResidual ? builder.Slice(step.Inputs[op.ResidualIndex]) : output,
            Activation = (int)op.Activation.Kind,
            Slope = op.Activation.Slope,
            FinalSlope = op.FinalActivation.Kind == ActivationKind.LeakyRelu ? op.FinalActivation.Slope : 1,
            Offset = op.ModulationOffset ?? 0,
            HasBias = op.HasBias ? 1 : 0,
            HasModulation = modulates ? 1 : 0,
            HasResidual = op.HasResidual ? 1 : 0,
            HasFours = pixels.All(LaunchBuilder.IsVector) ? 1 : 0,
        };
    }

    private static Slice BiasOf(Step step, LaunchBuilder builder)
    {
        View bias = step.Inputs[Convolution2D.BiasIndex];
        return new Slice(builder.Constant(step, bias, ConstantOrder.Unchanged), bias.Shape[0], bias.Shape[0], width: 1, gap: 0);
    }

    private static int Groups(int items, int groupSize) => (items + groupSize - 1) / groupSize;
}
