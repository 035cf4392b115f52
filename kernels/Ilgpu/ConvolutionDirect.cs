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

    /// <summary>One row of K at a time. Launch with at least ⌈pixels / 4⌉ · (weight pitch / 4) threads.</summary>
    public static void Compute(ConvolutionArguments arguments) => Compute(arguments, loadsFours: false);

    /// <summary>
    /// Four rows of K at a time, for inputs on 16-byte boundaries with channels in fours. Launch with as many threads.
    /// </summary>
    public static void ComputeFours(ConvolutionArguments arguments) => Compute(arguments, loadsFours: true);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compute(in ConvolutionArguments arguments, bool loadsFours)
    {
        int quads = arguments.WeightPitch >> 2;
        int firstPixel = Grid.GlobalIndex.X / quads * ThreadPixels, quad = Grid.GlobalIndex.X % quads;
        if (firstPixel >= arguments.Pixels) return;

        ArrayView<Float4> weights = arguments.Weights.Cast<Float4>().AsAligned(16);
        var windows = PixelWindows.Of(arguments, firstPixel);
        var sums = default(PixelQuad);
        int weight = quad;
        while (windows.Cursor.TapRow < arguments.KernelHeight)
        {
            if (loadsFours)
            {
                PixelQuad values = windows.LoadFours(arguments);
                sums = sums.MultiplyAdd(values.Firsts, weights[weight]);
                sums = sums.MultiplyAdd(values.Seconds, weights[weight + quads]);
                sums = sums.MultiplyAdd(values.Thirds, weights[weight + 2 * quads]);
                sums = sums.MultiplyAdd(values.Fourths, weights[weight + 3 * quads]);
            }
            else
            {
                sums = sums.MultiplyAdd(windows.Load(arguments), weights[weight]);
            }

            int rows = loadsFours ? 4 : 1;
            weight += rows * quads;
            windows = windows.Move(arguments, rows);
        }

        sums.Store(arguments, firstPixel, quad * 4, arguments.Epilogue.HasFours != 0);
    }
}
