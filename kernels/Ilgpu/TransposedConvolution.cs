using System.Runtime.CompilerServices;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Transposed convolution: every output pixel gathers from the few input pixels whose taps reach it. Pixels whose places,
/// padding added, leave the same remainder when divided by the stride have the same taps: that remainder and every stride-th
/// after it. Groups are filled up with zero weights to a dense matrix: the layers that have them are a few channels thin.
/// </summary>
/// <remarks>
/// A thread computes 4 output pixels that lie a stride apart in a row, and so share their taps, × 4 channels; its number counts
/// quads of channels fastest, then the column's remainder, then group of columns, then output row. The layers are thin and few,
/// so that the caches suffice in place of shared memory.
/// </remarks>
internal static class TransposedConvolution
{
    private const int ThreadPixels = 4;

    public static Action Prepare(TransposedConvolution2D op, Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[TransposedConvolution2D.InputIndex], output = step.Output;
        View weights = step.Inputs[TransposedConvolution2D.WeightsIndex];
        Slice bias = builder.Slice(output);
        if (op.HasBias)
        {
            View constant = step.Inputs[TransposedConvolution2D.BiasIndex];
            bias = new Slice(
                builder.Constant(step, constant, ConstantOrder.Unchanged), output.Shape.C, output.Shape.C, width: 1, gap: 0);
        }

        int steps = (output.Shape.W + op.Stride - 1) / op.Stride;
        var arguments = new TransposedConvolutionArguments
        {
            Input = builder.Buffer(input),
            Weights = builder.Constant(step, weights, ConstantOrder.TransposedWeights, op.Groups),
            Bias = bias,
            Output = builder.Slice(output),
            HasBias = op.HasBias ? 1 : 0,
            Height = input.Buffer.H,
            Width = input.Buffer.W,
            OutputHeight = output.Shape.H,
            OutputWidth = output.Shape.W,
            KernelHeight = weights.Shape[2],
            KernelWidth = weights.Shape[3],
            Stride = op.Stride,
            Top = output.Region.Top + op.Padding - input.BufferRegion.Top * op.Stride,
            Left = output.Region.Left + op.Padding - input.BufferRegion.Left * op.Stride,
            WeightPitch = WeightOrder.RoundUp(output.Shape.C, 4),
            ColumnGroups = WeightOrder.RoundUp(steps, ThreadPixels) / ThreadPixels,
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
        int firstStep = rest % arguments.Stride;
        rest /= arguments.Stride;
        int column = rest % arguments.ColumnGroups * ThreadPixels * arguments.Stride + firstStep;
        int line = rest / arguments.ColumnGroups;
        if (line >= arguments.Lines) return;

        int image = line / arguments.OutputHeight;
        int place = line - image * arguments.OutputHeight + arguments.Top;
        int row = place / arguments.Stride, tapRow = place - row * arguments.Stride;
        int columnPlace = column + arguments.Left;
        int inputColumn = columnPlace / arguments.Stride, firstTap = columnPlace - inputColumn * arguments.Stride;

        Float4 sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (; tapRow < arguments.KernelHeight; tapRow += arguments.Stride)
        {
            bool rowExists = (uint)row < (uint)arguments.Height;
            int firstPixel = (image * arguments.Height + row) * arguments.Width;
            int source = inputColumn;
            for (int tapColumn = firstTap; rowExists & tapColumn < arguments.KernelWidth; tapColumn += arguments.Stride)
            {
                ArrayView<Float4> weights = arguments.Weights.Cast<Float4>().AsAligned(16);
                int weight = (tapRow * arguments.KernelWidth + tapColumn) * arguments.Input.Channels * quads + quad;
                for (int channel = 0; channel < arguments.Input.Channels; channel++)
                {
                    Float4 values = weights[weight];
                    weight += quads;
                    sum0 = Float4.MultiplyAdd(Load(arguments, firstPixel, source, channel), values, sum0);
                    sum1 = Float4.MultiplyAdd(Load(arguments, firstPixel, source + 1, channel), values, sum1);
                    sum2 = Float4.MultiplyAdd(Load(arguments, firstPixel, source + 2, channel), values, sum2);
                    sum3 = Float4.MultiplyAdd(Load(arguments, firstPixel, source + 3, channel), values, sum3);
                }

                source--;
            }

            row--;
        }

        Store(arguments, line, column, quad * 4, sum0);
        Store(arguments, line, column + arguments.Stride, quad * 4, sum1);
        Store(arguments, line, column + arguments.Stride * 2, quad * 4, sum2);
        Store(arguments, line, column + arguments.Stride * 3, quad * 4, sum3);
    }

    /// <summary>A value of an input row, or zero beside it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Load(in TransposedConvolutionArguments arguments, int firstPixel, int column, int channel)
    {
        bool exists = (uint)column < (uint)arguments.Width;
        float value = arguments.Input.LoadDense(firstPixel + (exists ? column : 0), channel);
        return exists ? value : 0;
    }

    /// <summary>Stores what exists of four channels; columns beyond the output are dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(in TransposedConvolutionArguments arguments, int line, int column, int channel, Float4 sums)
    {
        if (column >= arguments.OutputWidth) return;
        var place = new PixelPlace(line, column);
        StoreOne(arguments, place, channel, sums.X);
        StoreOne(arguments, place, channel + 1, sums.Y);
        StoreOne(arguments, place, channel + 2, sums.Z);
        StoreOne(arguments, place, channel + 3, sums.W);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreOne(in TransposedConvolutionArguments arguments, PixelPlace place, int channel, float sum)
    {
        if (channel >= arguments.Output.Channels) return;
        if (arguments.HasBias != 0) sum += arguments.Bias.Data[channel];
        arguments.Output.Data[arguments.Output.ElementOf(place, channel)] = sum;
    }
}
