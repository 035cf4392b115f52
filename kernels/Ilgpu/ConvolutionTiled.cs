using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Convolution as a matrix product (implicit GEMM): output [pixels × channels] = windows [pixels × K] · weights [K × channels],
/// K = kernel height · kernel width · input channels, the channel running fastest. The windows are never written to memory.
/// </summary>
/// <remarks>
/// Tiling: a group of 128 threads computes 128 pixels × (64 or 32) channels; K goes through shared memory 8 rows at a time.
/// Thread t computes 8 consecutive pixels (t / 8) × four channels (t % 8), and in the wide tile × four more, 8 quads further: 64
/// or 32 sums in registers, 16 or 12 floats read from shared memory for 64 or 32 multiply-adds. While a tile is multiplied, the
/// next one is already on its way from memory to registers.
/// Loads: two neighbouring threads read 8 consecutive channels of one pixel, a row of threads reads consecutive weights; all
/// accesses are 128 bits wide, so that channels, pitch and first channel must be multiples of 4. The window tile is stored
/// [k][pixel] with 4 floats of padding a row, so that no two writes of a warp meet in a bank.
/// </remarks>
internal static class ConvolutionTiled
{
    /// <summary>Output pixels of a group.</summary>
    public const int TilePixels = 128;

    /// <summary>Threads of a group.</summary>
    public const int Threads = 128;

    /// <summary>Threads side by side along the channels.</summary>
    public const int QuadThreads = 8;

    /// <summary>Rows of K in shared memory at a time.</summary>
    public const int Depth = 8;

    /// <summary>Floats from one row of K to the next in shared memory.</summary>
    public const int PixelPitch = TilePixels + 4;

    /// <summary>Pixels of which the threads load all rows of K at a time: each thread has four rows of one.</summary>
    public const int LoadPixels = Threads * 4 / Depth;

    /// <summary>Launch with groups [⌈pixels / 128⌉, ⌈channels / tile⌉] of 128 threads.</summary>
    public static void Compute<TTile>(ConvolutionArguments arguments)
        where TTile : struct, ITile
    {
        ArrayView<float> windows = SharedMemory.Allocate<float>(Depth * PixelPitch).AsAligned(16);
        ArrayView<Float4> weights = SharedMemory.Allocate<Float4>(Depth * TTile.Channels / 4).AsAligned(16);
        int thread = Group.IdxX;
        int quads = TTile.Channels / 4;
        int quad = thread & (QuadThreads - 1), pixelGroup = thread / QuadThreads;
        int firstPixel = Grid.IdxX * TilePixels;
        int firstQuad = Grid.IdxY * quads;

        // Loading: this thread's four channels of K in two of the tile's pixels, and a quad of weights, which in a narrow tile
        // another thread loads too.
        int loadRow = thread * 4 / Depth, loadChannel = thread * 4 & (Depth - 1);
        var cursor = new WindowCursor { Channel = loadChannel };
        cursor = cursor.Wrap(arguments);
        int loadPixel = firstPixel + loadRow;
        PixelOrigin origin0 = PixelOrigin.Of(arguments, loadPixel);
        PixelOrigin origin1 = PixelOrigin.Of(arguments, loadPixel + LoadPixels);
        int weightQuads = arguments.WeightPitch >> 2, weightThread = thread & (Depth * quads - 1);
        int lastQuad = weightQuads - 1, loadQuad = firstQuad + (weightThread & (quads - 1));
        int weightQuad = weightThread / quads * weightQuads + (loadQuad < lastQuad ? loadQuad : lastQuad);
        ArrayView<Float4> weightRows = arguments.Weights.Cast<Float4>().AsAligned(16);

        // Views that begin at this thread's elements: what is added to them in the loop is a constant, which costs no
        // instruction.
        ArrayView<float> stored = windows.SubView(loadChannel * PixelPitch + loadRow);
        ArrayView<Float4> storedWeights = weights.SubView(weightThread).AsAligned(16);
        ArrayView<Float4> pixels = windows.Cast<Float4>().SubView(pixelGroup * 2).AsAligned(16);
        ArrayView<Float4> filters = weights.SubView(quad).AsAligned(16);

        int place0 = cursor.PlaceOf(arguments, origin0), place1 = cursor.PlaceOf(arguments, origin1);
        Float4 window0 = cursor.LoadFour(arguments, place0);
        Float4 window1 = cursor.LoadFour(arguments, place1);
        Float4 weight = weightRows[weightQuad];
        var sums = default(TileSums);

        for (int row = 0; row < arguments.WeightRows; row += Depth)
        {
            SharedMemoryBarrier.Wait();
            StoreWindow(stored, 0, window0);
            StoreWindow(stored, LoadPixels, window1);
            storedWeights[0] = weight;
            SharedMemoryBarrier.Wait();

            // Beyond the last row the cursor stands below the kernel, which loads zeros, and the weights' first rows come again.
            cursor.Channel += Depth;
            if (cursor.Channel >= arguments.Input.Channels)
            {
                cursor = cursor.Wrap(arguments);
                place0 = cursor.PlaceOf(arguments, origin0);
                place1 = cursor.PlaceOf(arguments, origin1);
            }

            window0 = cursor.LoadFour(arguments, place0);
            window1 = cursor.LoadFour(arguments, place1);
            int nextRow = row + Depth < arguments.WeightRows ? row + Depth : 0;
            weight = weightRows[nextRow * weightQuads + weightQuad];

            sums = MultiplyTile<TTile>(pixels, filters, sums);
        }

        int pixel = firstPixel + pixelGroup * 8, channel = (firstQuad + quad) * 4;
        sums.First.Store(arguments, pixel, channel);
        if (TTile.Channels == 64) sums.Second.Store(arguments, pixel, channel + QuadThreads * 4);
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
    /// Adds the rows of K in shared memory, without a loop, of which ILGPU unrolls none: the sums would be copied from the inner
    /// loop's registers to the outer one's.
    /// </summary>
    /// <typeparam name="TTile">What the group computes.</typeparam>
    /// <param name="pixels">Windows from this thread's first pixel on.</param>
    /// <param name="filters">Weights from this thread's channels on.</param>
    /// <param name="sums">The sums so far.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TileSums MultiplyTile<TTile>(ArrayView<Float4> pixels, ArrayView<Float4> filters, TileSums sums)
        where TTile : struct, ITile
    {
        sums = MultiplyFour<TTile>(pixels, filters, sums, 0);
        return MultiplyFour<TTile>(pixels, filters, sums, 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TileSums MultiplyFour<TTile>(ArrayView<Float4> pixels, ArrayView<Float4> filters, TileSums sums, int k)
        where TTile : struct, ITile
    {
        sums = Multiply<TTile>(pixels, filters, sums, k);
        sums = Multiply<TTile>(pixels, filters, sums, k + 1);
        sums = Multiply<TTile>(pixels, filters, sums, k + 2);
        return Multiply<TTile>(pixels, filters, sums, k + 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TileSums Multiply<TTile>(ArrayView<Float4> pixels, ArrayView<Float4> filters, TileSums sums, int k)
        where TTile : struct, ITile =>
        sums.MultiplyAdd<TTile>(
            pixels.SubView(k * (PixelPitch / 4)).AsAligned(16), filters.SubView(k * (TTile.Channels / 4)).AsAligned(16));
}
