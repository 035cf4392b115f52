using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;

namespace GpuRetinex.Kernels.Simd;

// Direct convolution, channels last. A task is a band of output rows; within it the blocks of output channels are the outer
// loop, so that a block's weights (147 KB for 64→64, 3×3) stay in the second-level cache while the band's pixels pass by in
// tiles of six or twelve. A tile whose taps all lie inside the image reads the tensor where it is; at the left and right border the
// window is first copied, with zeros around, into the worker's scratch. Rows of taps above and below the image are left out.
internal sealed unsafe class DirectConvolution<TVector>(
    Convolution2D op, WindowOrigin origin, TensorView input, TensorView output, PackedWeights weights, int kernelHeight, int kernelWidth, Epilogue<TVector> epilogue)
    : Kernel
    where TVector : struct, ISimdVector<TVector>
{
    /// <summary>Pixels that are stored at once: a call for each tile of six costs more than a small tile's sums.</summary>
    private const int StoredPixels = 4 * PositionProducts.Tiles;

    private const int SumElements = StoredPixels * 64;

    /// <summary>Whether pixels are rows of a matrix that the weights multiply, with whole vectors of inputs.</summary>
    private bool IsMatrixProduct =>
        kernelHeight == 1 && kernelWidth == 1 && op is { Stride: 1, Padding: 0 } && input.Channels % TVector.Count == 0;

    private int WindowWidth => (ConvolutionTile.Pixels - 1) * op.Stride + (kernelWidth - 1) * op.Dilation + 1;

    public override int ScratchElements => SumElements + kernelHeight * WindowWidth * input.Channels;

    public override void Run(Workers workers, Scratch scratch)
    {
        int bandRows = RowBand.Rows(output.Rows, workers.Count);
        workers.Run((output.Rows + bandRows - 1) / bandRows, (worker, band) =>
        {
            int end = Math.Min((band + 1) * bandRows, output.Rows);
            foreach (PackedWeights.Block block in weights.Blocks)
                for (int row = band * bandRows; row < end; row++)
                    ComputeRow(row, block, scratch.For(worker));
        });
    }

    private void ComputeRow(int row, in PackedWeights.Block block, float* scratch)
    {
        int image = row / output.Height;
        int firstSourceRow = row % output.Height * op.Stride + origin.Row;
        int firstTap = firstSourceRow < 0 ? (-firstSourceRow + op.Dilation - 1) / op.Dilation : 0;
        int endTap = Math.Min(kernelHeight, (input.Height - firstSourceRow + op.Dilation - 1) / op.Dilation);
        float* source = input.Data + ((nint)image * input.Height + firstSourceRow + firstTap * op.Dilation) * input.RowStride;
        float* taps = (float*)block.Weights + (nint)firstTap * kernelWidth * input.Channels * block.Vectors * TVector.Count;
        int tapRows = Math.Max(endTap - firstTap, 0);

        int width = block.Vectors * TVector.Count;
        for (int column = 0; column < output.Width; column += StoredPixels)
        {
            int stored = Math.Min(StoredPixels, output.Width - column);
            for (int first = 0, count; first < stored; first += count)
            {
                count = PixelsAt(block, stored - first);
                ComputeTile(source, tapRows, taps, column + first, count, block, scratch + first * width, scratch + SumElements);
            }

            epilogue.Store(new SumPatch(scratch, 1, stored, 0, width), (float*)block.Bias, row, column, block.FirstChannel, block.Channels);
        }
    }

    /// <summary>Pixels of the next tile: twelve where a 1×1 convolution with two vectors of outputs would leave half the registers idle.</summary>
    private int PixelsAt(in PackedWeights.Block block, int left) =>
        left >= PositionProducts.Tiles && IsMatrixProduct && PositionProducts.SuitsWide<TVector>(block.Vectors)
            ? PositionProducts.Tiles
            : Math.Min(ConvolutionTile.Pixels, left);

    private void ComputeTile(
        float* source, int tapRows, float* taps, int column, int count, in PackedWeights.Block block, float* sums, float* spare)
    {
        int left = column * op.Stride + origin.Column, width = block.Vectors * TVector.Count;
        int right = left + (count - 1) * op.Stride + (kernelWidth - 1) * op.Dilation;
        nint rowStep = op.Dilation * input.RowStride, pixelStride = input.PixelStride;
        float* window = source + left * pixelStride;
        if (count == PositionProducts.Tiles)
        {
            PositionProducts.Compute<TVector>(window, pixelStride, input.Channels / TVector.Count, TVector.Count, taps, block.Vectors, sums, width, TVector.Count, taps);
            return;
        }

        if (left < 0 || right >= input.Width)
        {
            window = spare;
            PackWindow(source, rowStep, tapRows, left, right, window);
            pixelStride = input.Channels;
            rowStep = WindowWidth * input.Channels;
        }

        ConvolutionTile.Compute<TVector>(
            new TilePixels(window, op.Stride * pixelStride, count),
            new TileTaps(tapRows, kernelWidth, input.Channels, rowStep, op.Dilation * pixelStride) { Fetch = (nint)taps },
            taps, block.Vectors, new TileSums(sums, width, TVector.Count));
    }

    /// <summary>Copies the columns <paramref name="left"/> to <paramref name="right"/> of the tap rows, zeros outside the image.</summary>
    private void PackWindow(float* source, nint rowStep, int tapRows, int left, int right, float* window)
    {
        int channels = input.Channels;
        for (int tap = 0; tap < tapRows; tap++)
        {
            for (int column = left; column <= right; column++)
            {
                var target = new Span<float>(window + ((nint)tap * WindowWidth + column - left) * channels, channels);
                if ((uint)column < (uint)input.Width) new ReadOnlySpan<float>(source + tap * rowStep + column * input.PixelStride, channels).CopyTo(target);
                else target.Clear();
            }
        }
    }
}
