using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Simd;

// Direct convolution, channels last. A task is a band of output rows; within it the blocks of output channels are the outer
// loop, so that a block's weights (147 KB for 64→64, 3×3) stay in the second-level cache while the band's pixels pass by in
// tiles of six or twelve. A tile whose taps all lie inside the image reads the tensor where it is; at the left and right border
// the window is first copied, with zeros around, into the worker's scratch. Rows of taps above and below the image are left out.
internal sealed unsafe class DirectConvolution<TVector>(
    Convolution2D op, WindowOrigin origin, TensorView input, TensorView output, PackedWeights weights, int kernelHeight,
    int kernelWidth, Epilogue<TVector> epilogue)
    : Kernel
    where TVector : struct, ISimdVector<TVector>
{
    /// <summary>
    /// Pixels that are stored at once: a call for each tile of six costs more than a small tile's sums, and a longer run of
    /// stores waits for memory, where a short one is written while the next pixels are multiplied.
    /// </summary>
    private const int StoredPixels = RowProducts.Rows;

    /// <summary>With 32 channels 3 KiB, what a core reads from main memory during some two of the latter's latencies.</summary>
    private const int PixelsAhead = 2 * RowProducts.Rows;

    private const int SumElements = StoredPixels * 64;

    private readonly TensorView[] _touched = epilogue.Touched;
    private readonly bool _isPointwise = IsPointwise(op, input, kernelHeight, kernelWidth);

    /// <summary>
    /// Whether it is a 1×1 convolution of whole vectors of inputs, which waits for memory unless it fetches both ends ahead.
    /// </summary>
    public static bool IsPointwise(Convolution2D op, TensorView input, int kernelHeight, int kernelWidth) =>
        kernelHeight == 1 && kernelWidth == 1 && op.Stride == 1 && input.Channels % TVector.Count == 0;

    private int WindowWidth => (ConvolutionTile.Pixels - 1) * op.Stride + (kernelWidth - 1) * op.Dilation + 1;

    public override int ScratchElements => SumElements + kernelHeight * WindowWidth * input.Channels;

    public override void Run(Workers workers, Scratch scratch)
    {
        int bandRows = RowBand.Rows(output.Rows, workers.Count);
        workers.Run((output.Rows + bandRows - 1) / bandRows, (worker, band) =>
        {
            int end = Math.Min((band + 1) * bandRows, output.Rows);
            ComputeRows(band * bandRows, end, scratch.For(worker));
        });
    }

    /// <summary>Computes some output rows, counted through all images.</summary>
    public void ComputeRows(int first, int end, float* scratch)
    {
        foreach (PackedWeights.Block block in weights.Blocks)
            for (int row = first; row < end; row++)
                ComputeRow(row, block, scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputeRow(int row, in PackedWeights.Block block, float* scratch)
    {
        int image = row / output.Height;
        int firstSourceRow = row % output.Height * op.Stride + origin.Row;
        int firstTap = firstSourceRow < 0 ? (-firstSourceRow + op.Dilation - 1) / op.Dilation : 0;
        int endTap = Math.Min(kernelHeight, (input.Height - firstSourceRow + op.Dilation - 1) / op.Dilation);
        float* source = input.Data + ((nint)image * input.Height + firstSourceRow + firstTap * op.Dilation) * input.RowStride;
        float* tapWeights = (float*)block.Weights + (nint)firstTap * kernelWidth * input.Channels * block.Width;
        var taps = new TapRows(source, tapWeights, Math.Max(endTap - firstTap, 0));

        int inside = (Math.Max(-origin.Column, 0) + op.Stride - 1) / op.Stride, column = 0;
        if (taps.Count * kernelWidth > 0 && inside < output.Width && MultipliesDozens(block))
        {
            ComputePixels(row, taps, 0, inside, block, scratch);
            column = ComputeDozens(row, taps, inside, block, scratch);
        }

        ComputePixels(row, taps, column, output.Width, block, scratch);
    }

    /// <summary>Some pixels of a row, wherever they lie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputePixels(int row, in TapRows taps, int column, int end, in PackedWeights.Block block, float* scratch)
    {
        for (int stored; column < end; column += stored)
        {
            stored = Math.Min(StoredPixels, end - column);
            for (int first = 0, count; first < stored; first += count)
            {
                count = Math.Min(ConvolutionTile.Pixels, stored - first);
                ComputeTile(
                    row, taps.Source, taps.Count, taps.Weights, column + first, count, block, scratch + first * block.Width,
                    scratch + SumElements);
            }

            var patch = new SumPatch(scratch, 1, stored, 0, block.Width);
            if (block.IsNarrow) epilogue.StoreNarrow(patch, (float*)block.Bias, row, column, block.Channels);
            else epilogue.Store(patch, (float*)block.Bias, row, column, block.FirstChannel, block.Channels);
        }
    }

    /// <summary>Channels that lie together: those of a row of taps, or a cache line of a single tap's.</summary>
    private int RunChannels => kernelHeight == 1 && kernelWidth == 1 && input.Channels % RowProducts.RunChannels == 0
        ? RowProducts.RunChannels
        : kernelWidth * input.Channels;

    /// <summary>Whether the taps of a pixel are a row of a matrix: each row of them is one run of memory.</summary>
    private bool MultipliesDozens(in PackedWeights.Block block) =>
        !block.IsNarrow && (kernelWidth == 1 || (op.Dilation == 1 && input.IsDense))
        && RowProducts.Suits<TVector>(block.Vectors, RunChannels);

    /// <summary>The matrix products of a row's pixels, twelve at a time as long as all lie inside the image.</summary>
    /// <returns>The first pixel that is left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ComputeDozens(int row, in TapRows taps, int column, in PackedWeights.Block block, float* sums)
    {
        int run = RunChannels, runs = taps.Count * kernelWidth * input.Channels / run;
        nint pixelStep = op.Stride * input.PixelStride, step = RowProducts.Rows * pixelStep;
        nint runStep = kernelHeight == 1 ? run : op.Dilation * input.RowStride;
        float* pixels = taps.Source + column * pixelStep + origin.Column * input.PixelStride;
        Prefetch ahead = Ahead(pixels, row, column, block, RowProducts.Rows, RowProducts.Steps(runs * run, block.Vectors));
        nint touchedStep = _touched.Length == 0 ? step : RowProducts.Rows * _touched[0].PixelStride;
        var layout = new ProductLayout(pixelStep, runs, run, runStep, block.Width, TVector.Count);
        var patch = new SumPatch(sums, 1, RowProducts.Rows, 0, block.Width);
        bool isWhole = block.Channels == block.Width;
        int end = Math.Min(output.Width, (input.Width - kernelWidth - origin.Column) / op.Stride + 1) - RowProducts.Rows;
        for (; column <= end; column += RowProducts.Rows, pixels += step, ahead = ahead.Moved(step, touchedStep))
        {
            RowProducts.Compute<TVector>(pixels, taps.Weights, block.Vectors, sums, pixels + step, layout, ahead);
            if (isWhole) epilogue.StoreDozen(sums, block.Vectors, (float*)block.Bias, row, column, block.FirstChannel);
            else epilogue.Store(patch, (float*)block.Bias, row, column, block.FirstChannel, block.Channels);
        }

        return column;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputeTile(
        int row, float* source, int tapRows, float* taps, int column, int count, in PackedWeights.Block block, float* sums,
        float* spare)
    {
        int left = column * op.Stride + origin.Column, width = block.Width;
        int right = left + (count - 1) * op.Stride + (kernelWidth - 1) * op.Dilation;
        nint rowStep = op.Dilation * input.RowStride, pixelStride = input.PixelStride;
        float* window = source + left * pixelStride;
        if (left < 0 || right >= input.Width)
        {
            window = spare;
            PackWindow(source, rowStep, tapRows, left, right, window);
            pixelStride = input.Channels;
            rowStep = WindowWidth * input.Channels;
        }

        // Neighbouring pixels without a gap: a row of taps is one long run of channels.
        TileTaps tileTaps = op.Dilation == 1 && pixelStride == input.Channels
            ? new TileTaps(tapRows, 1, kernelWidth * input.Channels, rowStep, 0)
            : new TileTaps(tapRows, kernelWidth, input.Channels, rowStep, op.Dilation * pixelStride);
        var pixels = new TilePixels(window, op.Stride * pixelStride, count);
        if (block.IsNarrow)
        {
            if (_isPointwise) Prefetch.Now(window + PixelsAhead * pixelStride, ConvolutionTile.Pixels * pixelStride);
            NarrowTile.Compute<TVector>(pixels, tileTaps, taps, width, sums);
            return;
        }

        Prefetch prefetch = _isPointwise
            ? Ahead(window, row, column, block, ConvolutionTile.Pixels, input.Channels)
            : Prefetch.None(taps);
        ConvolutionTile.Compute<TVector>(
            pixels, tileTaps with { Prefetch = prefetch }, taps, block.Vectors, new TileSums(sums, width, TVector.Count));
    }

    /// <summary>What a 1×1 convolution reads next: its pixels some way ahead, and what the store touches for them.</summary>
    private Prefetch Ahead(float* window, int row, int column, in PackedWeights.Block block, int pixels, int steps)
    {
        float* next = window + PixelsAhead * input.PixelStride;
        nint distance = _touched.Length == 0
            ? 0 : (nint)(_touched[0].Pixel(row, column + PixelsAhead) + block.FirstChannel - next);
        return new Prefetch(next, distance, pixels * input.PixelStride / steps);
    }

    /// <summary>
    /// Copies the columns <paramref name="left"/> to <paramref name="right"/> of the tap rows, zeros outside the image.
    /// </summary>
    private void PackWindow(float* source, nint rowStep, int tapRows, int left, int right, float* window)
    {
        int channels = input.Channels;
        for (int tap = 0; tap < tapRows; tap++)
        {
            for (int column = left; column <= right; column++)
            {
                var target = new Span<float>(window + ((nint)tap * WindowWidth + column - left) * channels, channels);
                if ((uint)column < (uint)input.Width)
                    new ReadOnlySpan<float>(source + tap * rowStep + column * input.PixelStride, channels).CopyTo(target);
                else target.Clear();
            }
        }
    }

    /// <summary>Rows of taps that lie inside the image.</summary>
    private readonly struct TapRows(float* source, float* weights, int count)
    {
        public readonly float* Source = source, Weights = weights;
        public readonly int Count = count;
    }
}
