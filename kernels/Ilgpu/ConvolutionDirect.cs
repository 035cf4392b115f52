using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Convolution without shared memory and without barriers, for any number of channels: thin inputs and outputs, slices that
/// are not aligned, maps too small for tiles, and ILGPU's CPU accelerator, where a barrier costs a hand-over between threads.
/// </summary>
/// <remarks>
/// Thread t computes 4 consecutive output pixels (t / quads) × 4 channels (t % quads): 16 sums in registers. Neighbouring threads
/// share pixels and read consecutive weights, so that loads are broadcasts or coalesced and come from the caches.
/// </remarks>
internal static class ConvolutionDirect
{
    /// <summary>Output pixels of a thread.</summary>
    public const int ThreadPixels = 4;

    /// <summary>Launch with at least ⌈pixels / 4⌉ · (weight pitch / 4) threads.</summary>
    public static void Compute(ConvolutionArguments arguments)
    {
        int thread = Grid.GlobalIndex.X;
        int quads = arguments.WeightPitch >> 2;
        int firstPixel = thread / quads * ThreadPixels, quad = thread % quads;
        if (firstPixel >= arguments.Pixels) return;

        ArrayView<Float4> weights = arguments.Weights.Cast<Float4>().AsAligned(16);
        PixelOrigin origin0 = PixelOrigin.Of(arguments, firstPixel);
        PixelOrigin origin1 = PixelOrigin.Of(arguments, firstPixel + 1);
        PixelOrigin origin2 = PixelOrigin.Of(arguments, firstPixel + 2);
        PixelOrigin origin3 = PixelOrigin.Of(arguments, firstPixel + 3);
        Float4 sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int weight = quad;
        for (int tapRow = 0; tapRow < arguments.KernelHeight; tapRow++)
        {
            for (int tapColumn = 0; tapColumn < arguments.KernelWidth; tapColumn++)
            {
                int pixel0 = origin0.PixelUnder(arguments, tapRow, tapColumn);
                int pixel1 = origin1.PixelUnder(arguments, tapRow, tapColumn);
                int pixel2 = origin2.PixelUnder(arguments, tapRow, tapColumn);
                int pixel3 = origin3.PixelUnder(arguments, tapRow, tapColumn);
                for (int channel = 0; channel < arguments.Input.Channels; channel++)
                {
                    Float4 values = weights[weight];
                    weight += quads;
                    sum0 = Float4.MultiplyAdd(Load(arguments.Input, pixel0, channel), values, sum0);
                    sum1 = Float4.MultiplyAdd(Load(arguments.Input, pixel1, channel), values, sum1);
                    sum2 = Float4.MultiplyAdd(Load(arguments.Input, pixel2, channel), values, sum2);
                    sum3 = Float4.MultiplyAdd(Load(arguments.Input, pixel3, channel), values, sum3);
                }
            }
        }

        Store(arguments, firstPixel, quad * 4, sum0);
        Store(arguments, firstPixel + 1, quad * 4, sum1);
        Store(arguments, firstPixel + 2, quad * 4, sum2);
        Store(arguments, firstPixel + 3, quad * 4, sum3);
    }

    /// <summary>A value of the input, or zero in the padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Load(Slice input, int pixel, int channel)
    {
        float value = input.LoadDense(pixel >= 0 ? pixel : 0, channel);
        return pixel >= 0 ? value : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(in ConvolutionArguments arguments, int pixel, int channel, Float4 sums)
    {
        if (pixel >= arguments.Pixels) return;
        arguments.Epilogue.Store(pixel, channel, sums.X);
        arguments.Epilogue.Store(pixel, channel + 1, sums.Y);
        arguments.Epilogue.Store(pixel, channel + 2, sums.Z);
        arguments.Epilogue.Store(pixel, channel + 3, sums.W);
    }
}
