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
    /// <summary>
    /// Launch with groups [tile pitch / 128, output pitch / tile, positions] of <typeparamref name="TTile"/>'s threads.
    /// </summary>
    internal static void Compute<TTile>(WinogradArguments arguments)
        where TTile : struct, ITile
    {
        ArrayView<float> windows = SharedMemory.Allocate<float>(ConvolutionTiled.Depth * ConvolutionTiled.PixelPitch)
            .AsAligned(16);
        ArrayView<Float4> weights = SharedMemory.Allocate<Float4>(ConvolutionTiled.Depth * TTile.Channels / 4).AsAligned(16);
        int thread = Group.IdxX;
        int quads = TTile.Channels / 4;
        int quad = thread % quads, pixelGroup = thread / quads;
        int loadRow = thread >> 2, loadChannel = (thread & 3) * 4;
        int inputQuads = arguments.InputPitch >> 2, outputQuads = arguments.OutputPitch >> 2;
        int firstTile = Grid.IdxZ * arguments.TilePitch + Grid.IdxX * ConvolutionTiled.TilePixels;
        ArrayView<Float4> windowRows = arguments.Windows.Cast<Float4>().AsAligned(16);
        ArrayView<Float4> weightRows = arguments.Weights.Cast<Float4>().AsAligned(16);
        int windowQuad = (firstTile + loadRow) * inputQuads + (loadChannel >> 2);
        int loadStep = TTile.Threads / 4 * inputQuads;
        int weightQuad = (Grid.IdxZ * arguments.InputPitch + pixelGroup) * outputQuads + Grid.IdxY * quads + quad;
        ArrayView<float> stored = windows.SubView(loadChannel * ConvolutionTiled.PixelPitch + loadRow);
        ArrayView<Float4> pixels = windows.Cast<Float4>().SubView(pixelGroup * 2).AsAligned(16);
        ArrayView<Float4> filters = weights.SubView(quad).AsAligned(16);

        Float4 window0 = windowRows[windowQuad];
        Float4 window1 = windowRows[windowQuad + loadStep];
        Float4 window2 = TTile.Threads == 256 ? window0 : windowRows[windowQuad + 2 * loadStep];
        Float4 window3 = TTile.Threads == 256 ? window0 : windowRows[windowQuad + 3 * loadStep];
        Float4 weight = weightRows[weightQuad];
        var sums = default(PixelSums);
        for (int row = 0; row < arguments.InputPitch; row += ConvolutionTiled.Depth)
        {
            SharedMemoryBarrier.Wait();
            ConvolutionTiled.StoreWindow(stored, 0, window0);
            ConvolutionTiled.StoreWindow(stored, TTile.Threads / 4, window1);
            if (TTile.Threads != 256)
            {
                ConvolutionTiled.StoreWindow(stored, TTile.Threads / 2, window2);
                ConvolutionTiled.StoreWindow(stored, TTile.Threads / 4 * 3, window3);
            }

            weights[thread] = weight;
            SharedMemoryBarrier.Wait();

            // After the last row the first one comes again, to be thrown away: a branch would cost more.
            int next = row + ConvolutionTiled.Depth < arguments.InputPitch ? row + ConvolutionTiled.Depth : 0;
            int nextQuad = windowQuad + (next >> 2);
            window0 = windowRows[nextQuad];
            window1 = windowRows[nextQuad + loadStep];
            if (TTile.Threads != 256)
            {
                window2 = windowRows[nextQuad + 2 * loadStep];
                window3 = windowRows[nextQuad + 3 * loadStep];
            }

            weight = weightRows[weightQuad + next * outputQuads];
            sums = ConvolutionTiled.MultiplyTile(pixels, filters, sums, quads);
        }

        int target = (firstTile + pixelGroup * 8) * outputQuads + Grid.IdxY * quads + quad;
        sums.StoreAll(arguments.Products.Cast<Float4>().AsAligned(16), target, outputQuads);
    }
}
