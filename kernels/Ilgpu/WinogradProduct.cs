using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Second pass of Winograd's convolution: at each of the 16 or 36 positions, products [tiles × outputs] = windows [tiles ×
/// inputs] · weights [inputs × outputs], by the tiles of <see cref="ConvolutionTiled"/>. Everything is padded to whole tiles, so
/// that there is no bound to look at; what the padding of tiles holds is computed and never read.
/// </summary>
internal static class WinogradProduct
{
    /// <summary>Quads of a block of inputs of a tile.</summary>
    private const int WindowQuads = ConvolutionTiled.Depth / 4;

    /// <summary>Launch with groups [tile pitch / 128, output pitch / tile, positions] of 128 threads.</summary>
    internal static void Compute<TTile>(WinogradArguments arguments)
        where TTile : struct, ITile
    {
        ArrayView<float> windows = SharedMemory.Allocate<float>(ConvolutionTiled.Depth * ConvolutionTiled.PixelPitch)
            .AsAligned(16);
        ArrayView<Float4> weights = SharedMemory.Allocate<Float4>(ConvolutionTiled.Depth * TTile.Channels / 4).AsAligned(16);
        int thread = Group.IdxX;
        int quads = TTile.Channels / 4;
        int quad = thread & (ConvolutionTiled.QuadThreads - 1), pixelGroup = thread / ConvolutionTiled.QuadThreads;
        int loadRow = thread / WindowQuads, loadChannel = (thread & (WindowQuads - 1)) * 4;
        int outputQuads = arguments.OutputPitch >> 2;
        int firstTile = Grid.IdxX * ConvolutionTiled.TilePixels, firstQuad = Grid.IdxY * quads;
        int blocks = arguments.InputPitch / ConvolutionTiled.Depth;

        int windowQuad = (Grid.IdxZ * blocks * arguments.TilePitch + firstTile) * WindowQuads + thread;
        int windowStep = arguments.TilePitch * WindowQuads;
        int weightThread = thread & (ConvolutionTiled.Depth * quads - 1);
        int weightRow = Grid.IdxZ * arguments.InputPitch + weightThread / quads;
        int weightQuad = weightRow * outputQuads + firstQuad + (weightThread & (quads - 1));
        ArrayView<Float4> windowRows = arguments.Windows.Cast<Float4>().SubView(windowQuad).AsAligned(16);
        ArrayView<Float4> weightRows = arguments.Weights.Cast<Float4>().SubView(weightQuad).AsAligned(16);
        ArrayView<float> stored = windows.SubView(loadChannel * ConvolutionTiled.PixelPitch + loadRow);
        ArrayView<Float4> storedWeights = weights.SubView(weightThread).AsAligned(16);
        ArrayView<Float4> pixels = windows.Cast<Float4>().SubView(pixelGroup * 2).AsAligned(16);
        ArrayView<Float4> filters = weights.SubView(quad).AsAligned(16);

        Float4 window0 = windowRows[0];
        Float4 window1 = windowRows[ConvolutionTiled.Threads];
        Float4 weight = weightRows[0];
        var sums = default(TileSums);
        for (int block = 0; block < blocks; block++)
        {
            SharedMemoryBarrier.Wait();
            ConvolutionTiled.StoreWindow(stored, 0, window0);
            ConvolutionTiled.StoreWindow(stored, ConvolutionTiled.LoadPixels, window1);
            storedWeights[0] = weight;
            SharedMemoryBarrier.Wait();

            // After the last block the first one comes again, to be thrown away: a branch would cost more.
            int next = block + 1 < blocks ? block + 1 : 0;
            ArrayView<Float4> nextWindows = windowRows.SubView(next * windowStep).AsAligned(16);
            window0 = nextWindows[0];
            window1 = nextWindows[ConvolutionTiled.Threads];
            weight = weightRows[next * ConvolutionTiled.Depth * outputQuads];
            sums = ConvolutionTiled.MultiplyTile<TTile>(pixels, filters, sums);
        }

        int product = (Grid.IdxZ * arguments.TilePitch + firstTile + pixelGroup * 8) * outputQuads + firstQuad + quad;
        ArrayView<Float4> products = arguments.Products.Cast<Float4>().AsAligned(16);
        sums.First.StoreAll(products, product, outputQuads);
        if (TTile.Channels == 64) sums.Second.StoreAll(products, product + ConvolutionTiled.QuadThreads, outputQuads);
    }
}
