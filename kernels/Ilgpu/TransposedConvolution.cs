using System.Runtime.CompilerServices;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Transposed convolution with kernel = stride: every output pixel is the product of one input pixel with the weights of one
/// tap, a matrix of input × output channels.
/// </summary>
/// <remarks>
/// A thread computes 4 output pixels that share a tap, those under 4 neighbouring input pixels, × 4 channels; its number counts
/// quads of channels fastest, then tap column, then group of input columns, then output row. The layers are thin and few,
/// so that the caches suffice in place of shared memory.
/// </remarks>
internal static class TransposedConvolution
{
    private const int ThreadPixels = 4;

    public static Action Prepare(TransposedConvolution2D op, Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[0], output = step.Output;
        var arguments = new TransposedConvolutionArguments
        {
            Input = builder.Buffer(input),
            Weights = builder.Constant(step, step.Inputs[1], ConstantOrder.TransposedWeights),
            Output = builder.Slice(output),
            Height = input.Buffer.H,
            Width = input.Buffer.W,
            OutputHeight = output.Shape.H,
            OutputWidth = output.Shape.W,
            Stride = op.Stride,
            Top = output.Region.Top - input.BufferRegion.Top * op.Stride,
            Left = output.Region.Left - input.BufferRegion.Left * op.Stride,
            WeightPitch = WeightOrder.RoundUp(output.Shape.C, 4),
            ColumnGroups = WeightOrder.RoundUp(input.Buffer.W, ThreadPixels) / ThreadPixels,
            Lines = output.Shape.N * output.Shape.H,
        };
        long threads = (long)arguments.Lines * arguments.ColumnGroups * op.Stride * (arguments.WeightPitch / 4);
        return builder.Launch(Compute, threads, arguments);
    }

    internal static void Compute(TransposedConvolutionArguments arguments)
    {
        int quads = arguments.WeightPitch >> 2;
        int rest = Grid.GlobalIndex.X;
        int quad = rest % quads;
        rest /= quads;
        int tapColumn = rest % arguments.Stride;
        rest /= arguments.Stride;
        int firstColumn = rest % arguments.ColumnGroups * ThreadPixels;
        int line = rest / arguments.ColumnGroups;
        if (line >= arguments.Lines) return;

        int image = line / arguments.OutputHeight;
        int outputRow = line - image * arguments.OutputHeight + arguments.Top;
        int row = outputRow / arguments.Stride;
        int tap = (outputRow - row * arguments.Stride) * arguments.Stride + tapColumn;
        int pixel = (image * arguments.Height + row) * arguments.Width + firstColumn;
        int last = arguments.Width - 1 - firstColumn;
        int pixel1 = pixel + IntrinsicMath.Min(1, last);
        int pixel2 = pixel + IntrinsicMath.Min(2, last);
        int pixel3 = pixel + IntrinsicMath.Min(3, last);

        ArrayView<Float4> weights = arguments.Weights.Cast<Float4>().AsAligned(16);
        int weight = tap * arguments.Input.Channels * quads + quad;
        Float4 sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (int channel = 0; channel < arguments.Input.Channels; channel++)
        {
            Float4 values = weights[weight];
            weight += quads;
            sum0 = Float4.MultiplyAdd(arguments.Input.LoadDense(pixel, channel), values, sum0);
            sum1 = Float4.MultiplyAdd(arguments.Input.LoadDense(pixel1, channel), values, sum1);
            sum2 = Float4.MultiplyAdd(arguments.Input.LoadDense(pixel2, channel), values, sum2);
            sum3 = Float4.MultiplyAdd(arguments.Input.LoadDense(pixel3, channel), values, sum3);
        }

        int column = firstColumn * arguments.Stride + tapColumn - arguments.Left;
        Store(arguments, line, column, quad * 4, sum0);
        Store(arguments, line, column + arguments.Stride, quad * 4, sum1);
        Store(arguments, line, column + arguments.Stride * 2, quad * 4, sum2);
        Store(arguments, line, column + arguments.Stride * 3, quad * 4, sum3);
    }

    /// <summary>Stores what exists of four channels; columns beyond the cropped output are dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(in TransposedConvolutionArguments arguments, int line, int column, int channel, Float4 sums)
    {
        if (column < 0 || column >= arguments.OutputWidth) return;
        int pixel = line * arguments.OutputWidth + column;
        int channels = arguments.Output.Channels;
        arguments.Output.Store(pixel, channel, sums.X);
        if (channel + 1 < channels) arguments.Output.Store(pixel, channel + 1, sums.Y);
        if (channel + 2 < channels) arguments.Output.Store(pixel, channel + 2, sums.Z);
        if (channel + 3 < channels) arguments.Output.Store(pixel, channel + 3, sums.W);
    }
}
