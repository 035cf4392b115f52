using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Convolution as a matrix product (implicit GEMM): output [pixels × channels] = windows [pixels × K] · weights [K × channels],
/// K = kernel height · kernel width · input channels, the channel running fastest. The windows are never written to memory.
/// </summary>
/// <remarks>
/// Tiling: a group computes 128 pixels × (64 or 32) channels; K goes through shared memory 16 rows at a time. Thread t
/// computes 8 consecutive pixels (t / quads) × 4 channels (t % quads): 32 sums in registers, 12 floats read from shared memory
/// for 32 multiply-adds. While a tile is multiplied, the next one is already on its way from memory to registers.
/// Loads: four neighbouring threads read 16 consecutive channels of one pixel, a quad of threads reads consecutive weights;
/// all accesses are 128 bits wide, so that channels, pitch and first channel must be multiples of 4. The window tile is stored
/// [k][pixel] with 4 floats of padding a row, which leaves at most two writes to a bank. Why 8 × 4: it balances shared memory
/// and arithmetic on NVIDIA and AMD, and still fits the registers of Intel's GPUs, where 8 × 8 would spill.
/// </remarks>
internal static class ConvolutionTiled
{
    /// <summary>Output pixels of a group.</summary>
    public const int TilePixels = 128;

    /// <summary>Rows of K in shared memory at a time.</summary>
    public const int Depth = 16;

    /// <summary>Floats from one row of K to the next in shared memory.</summary>
    public const int PixelPitch = TilePixels + 4;

    /// <summary>Launch with groups [⌈pixels / 128⌉, ⌈channels / tile⌉] of <typeparamref name="TTile"/>'s threads.</summary>
    public static void Compute<TTile>(ConvolutionArguments arguments)
        where TTile : struct, ITile
    {
        ArrayView<float> windows = SharedMemory.Allocate<float>(Depth * PixelPitch).AsAligned(16);
        ArrayView<Float4> weights = SharedMemory.Allocate<Float4>(Depth * TTile.Channels / 4).AsAligned(16);
        int thread = Group.IdxX;
        int quads = TTile.Channels / 4;
        int quad = thread % quads, pixelGroup = thread / quads;
        int firstPixel = Grid.IdxX * TilePixels;
        int firstQuad = Grid.IdxY * quads;

        // Loading: this thread's four channels of K, in two or four of the tile's pixels, and one quad of weights.
        int loadRow = thread >> 2, loadChannel = (thread & 3) * 4;
        var cursor = new WindowCursor { Channel = loadChannel };
        cursor = cursor.Wrap(arguments);
        int loadPixel = firstPixel + loadRow;
        PixelOrigin origin0 = PixelOrigin.Of(arguments, loadPixel);
        PixelOrigin origin1 = PixelOrigin.Of(arguments, loadPixel + TTile.Threads / 4);
        PixelOrigin origin2 = TTile.Threads == 256 ? origin0 : PixelOrigin.Of(arguments, loadPixel + TTile.Threads / 2);
        PixelOrigin origin3 = TTile.Threads == 256 ? origin0 : PixelOrigin.Of(arguments, loadPixel + TTile.Threads / 4 * 3);
        int weightQuads = arguments.WeightPitch >> 2;
        int lastQuad = weightQuads - 1;
        int weightQuad = pixelGroup * weightQuads + (firstQuad + quad < lastQuad ? firstQuad + quad : lastQuad);
        ArrayView<Float4> weightRows = arguments.Weights.Cast<Float4>().AsAligned(16);

        // Views that begin at this thread's elements: what is added to them in the loop is a constant, which costs no
        // instruction.
        ArrayView<float> stored = windows.SubView(loadChannel * PixelPitch + loadRow);
        ArrayView<Float4> pixels = windows.Cast<Float4>().SubView(pixelGroup * 2).AsAligned(16);
        ArrayView<Float4> filters = weights.SubView(quad).AsAligned(16);

        Float4 window0 = cursor.Load(arguments, origin0);
        Float4 window1 = cursor.Load(arguments, origin1);
        Float4 window2 = TTile.Threads == 256 ? window0 : cursor.Load(arguments, origin2);
        Float4 window3 = TTile.Threads == 256 ? window0 : cursor.Load(arguments, origin3);
        Float4 weight = weightRows[weightQuad];
        var sums = default(PixelSums);

        for (int row = 0; row < arguments.WeightRows; row += Depth)
        {
            SharedMemoryBarrier.Wait();
            StoreWindow(stored, 0, window0);
            StoreWindow(stored, TTile.Threads / 4, window1);
            if (TTile.Threads != 256)
            {
                StoreWindow(stored, TTile.Threads / 2, window2);
                StoreWindow(stored, TTile.Threads / 4 * 3, window3);
            }

            weights[thread] = weight;
            SharedMemoryBarrier.Wait();

            // Beyond the last row the cursor stands below the kernel, which loads zeros, and the weights' first rows come again.
            cursor.Channel += Depth;
            cursor = cursor.Wrap(arguments);
            window0 = cursor.Load(arguments, origin0);
            window1 = cursor.Load(arguments, origin1);
            if (TTile.Threads != 256)
            {
                window2 = cursor.Load(arguments, origin2);
                window3 = cursor.Load(arguments, origin3);
            }

            int nextRow = row + Depth < arguments.WeightRows ? row + Depth : 0;
            weight = weightRows[nextRow * weightQuads + weightQuad];

            sums = MultiplyTile(pixels, filters, sums, quads);
        }

        sums.Store(arguments, firstPixel + pixelGroup * 8, (firstQuad + quad) * 4);
    }

    /// <summary>Writes four channels of one pixel into four rows of the tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreWindow(ArrayView<float> windows, int pixel, Float4 values)
    {
        windows[pixel] = values.X;
        windows[pixel + PixelPitch] = values.Y;
        windows[pixel + 2 * PixelPitch] = values.Z;
        windows[pixel + 3 * PixelPitch] = values.W;
    }

    /// <summary>
    /// Adds the sixteen rows of K in shared memory. ILGPU unrolls no loop; eight rows between two looks at the counter leave 88 %
    /// of the instructions to multiply-adds, all sixteen would make NVIDIA's assembler load so far ahead that it spills.
    /// </summary>
    /// <param name="pixels">Windows from this thread's first pixel on.</param>
    /// <param name="filters">Weights from this thread's channels on.</param>
    /// <param name="sums">The sums so far.</param>
    /// <param name="quads">Quads of channels of the tile.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PixelSums MultiplyTile(ArrayView<Float4> pixels, ArrayView<Float4> filters, PixelSums sums, int quads)
    {
        for (int k = 0; k < Depth; k += 8)
        {
            ArrayView<Float4> pixelRows = pixels.SubView(k * (PixelPitch / 4)).AsAligned(16);
            ArrayView<Float4> filterRows = filters.SubView(k * quads).AsAligned(16);
            sums = MultiplyFour(pixelRows, filterRows, sums, 0, quads);
            sums = MultiplyFour(pixelRows, filterRows, sums, 4, quads);
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PixelSums MultiplyFour(ArrayView<Float4> pixels, ArrayView<Float4> filters, PixelSums sums, int k, int quads)
    {
        sums = Multiply(pixels, filters, sums, k, quads);
        sums = Multiply(pixels, filters, sums, k + 1, quads);
        sums = Multiply(pixels, filters, sums, k + 2, quads);
        return Multiply(pixels, filters, sums, k + 3, quads);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PixelSums Multiply(ArrayView<Float4> pixels, ArrayView<Float4> filters, PixelSums sums, int k, int quads) =>
        sums.MultiplyAdd(pixels[k * (PixelPitch / 4)], pixels[k * (PixelPitch / 4) + 1], filters[k * quads]);
}
