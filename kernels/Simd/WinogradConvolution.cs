using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// 3×3 convolution with stride 1 by Winograd's F(4×4, 3×3), channels last. The output is cut into tiles of 4×4 pixels, counted
// through all images; a task is a block of tiles, for which a worker
//   1. transforms the tiles' 6×6 windows into   windows  [tiles][input vectors][36][lanes]
//   2. for each block of output channels multiplies, position by position, with the transformed weights
//      [36][input channels][block] into         products [tiles][block's vectors][36][lanes] (ConvolutionTile as a matrix product)
//   3. transforms the products into 4×4 outputs and stores them with bias, activation, modulation and residual.
// The windows' order lets each transform write one run of memory: 36 stores into as many places would each wait for the
// second-level cache. To the matrix product the input vectors are its rows of taps and the lanes its channels.
// A block of tiles is as large as lets its windows, products and one position's weights stay in the second-level cache; nothing
// between the tensors goes through main memory. Windows that reach over the border are copied with zeros around first.
internal sealed unsafe class WinogradConvolution<TVector> : Kernel
    where TVector : struct, ISimdVector<TVector>
{
    /// <summary>Half of a common second-level cache of 1 MiB.</summary>
    private const int CacheElements = 512 * 1024 / sizeof(float);

    private const int MostTiles = 48;

    /// <summary>
    /// Wide layers leave the second-level cache rather than read all their weights again for fewer tiles: from 256 channels on
    /// those fill the third-level cache or main memory (512 channels: 155 ms with 6 tiles, 96 with 24).
    /// </summary>
    private const int LeastTiles = 24;

    private readonly WindowOrigin _origin;
    private readonly TensorView _input, _output;
    private readonly PackedWeights _weights;
    private readonly Epilogue<TVector> _epilogue;
    private readonly int _tileRows, _tileColumns, _blockTiles, _channelStep, _blockWidth;
    private readonly nint _windowStep, _productStep;

    public WinogradConvolution(WindowOrigin origin, TensorView input, TensorView output, PackedWeights weights, Epilogue<TVector> epilogue)
    {
        (_origin, _input, _output, _weights, _epilogue) = (origin, input, output, weights, epilogue);
        _tileRows = (output.Height + WinogradTransform.OutputSide - 1) / WinogradTransform.OutputSide;
        _tileColumns = (output.Width + WinogradTransform.OutputSide - 1) / WinogradTransform.OutputSide;
        _channelStep = (input.Channels + TVector.Count - 1) / TVector.Count * TVector.Count;
        _blockWidth = weights.Blocks.Max(block => block.Vectors) * TVector.Count;
        int fitting = CacheElements / (WinogradTransform.Positions * (_channelStep + _blockWidth));
        _blockTiles = Math.Clamp(fitting / ConvolutionTile.Pixels, LeastTiles / ConvolutionTile.Pixels, MostTiles / ConvolutionTile.Pixels) * ConvolutionTile.Pixels;

        // A cache line more than needed, so that tiles and positions don't fall on the same few cache sets.
        _windowStep = WinogradTransform.Positions * _channelStep + 16;
        _productStep = WinogradTransform.Positions * _blockWidth + 16;
    }

    public override string Algorithm => "winograd 4x4";

    public override int ScratchElements =>
        (int)(_blockTiles * (_windowStep + _productStep) + WinogradTransform.Positions * (_channelStep + TVector.Count));

    private int Tiles => _output.Batch * _tileRows * _tileColumns;

    /// <summary>Blocks of tiles: the tasks that the convolution consists of.</summary>
    public int Blocks => (Tiles + _blockTiles - 1) / _blockTiles;

    public override void Run(Workers workers, Scratch scratch) =>
        workers.Run(Blocks, (worker, block) => ComputeBlock(block, scratch.For(worker)));

    /// <summary>Computes a block of tiles.</summary>
    public void ComputeBlock(int block, float* scratch)
    {
        int first = block * _blockTiles, count = Math.Min(_blockTiles, Tiles - first);
        float* windows = scratch;
        float* products = windows + _blockTiles * _windowStep;
        float* spare = products + _blockTiles * _productStep;
        for (int tile = 0; tile < count; tile++) TransformInput(first + tile, windows + tile * _windowStep, spare);
        foreach (PackedWeights.Block weights in _weights.Blocks)
        {
            Multiply(windows, count, weights, products);
            for (int tile = 0; tile < count; tile++)
                TransformOutput(first + tile, products + tile * _productStep, weights, spare);
        }
    }

    private (int Image, int Row, int Column) Locate(int tile)
    {
        int row = tile / _tileColumns;
        return (row / _tileRows, row % _tileRows * WinogradTransform.OutputSide, tile % _tileColumns * WinogradTransform.OutputSide);
    }

    private void TransformInput(int tile, float* target, float* spare)
    {
        (int image, int outputRow, int outputColumn) = Locate(tile);
        int row = outputRow + _origin.Row, column = outputColumn + _origin.Column;
        float* source = _input.Row(image * _input.Height) + row * _input.RowStride + column * _input.PixelStride;
        nint rowStep = _input.RowStride, pixelStep = _input.PixelStride;
        bool inside = row >= 0 && column >= 0 && row + WinogradTransform.Side <= _input.Height && column + WinogradTransform.Side <= _input.Width;
        if (!inside || _channelStep != _input.Channels)
        {
            CopyWindow(source, row, column, spare);
            source = spare;
            rowStep = WinogradTransform.Side * _channelStep;
            pixelStep = _channelStep;
        }

        float* half = spare + WinogradTransform.Positions * _channelStep;
        for (int channel = 0; channel < _channelStep; channel += TVector.Count)
            WinogradTransform.Input<TVector>(source + channel, rowStep, pixelStep, target + channel * WinogradTransform.Positions, TVector.Count, half);
    }

    /// <summary>Copies a window, zeros outside the image and behind the last channel.</summary>
    private void CopyWindow(float* source, int row, int column, float* target)
    {
        for (int y = 0; y < WinogradTransform.Side; y++)
        {
            for (int x = 0; x < WinogradTransform.Side; x++)
            {
                var pixel = new Span<float>(target + (y * WinogradTransform.Side + x) * _channelStep, _channelStep);
                pixel[(_channelStep - TVector.Count)..].Clear();
                if ((uint)(row + y) < (uint)_input.Height && (uint)(column + x) < (uint)_input.Width)
                    new ReadOnlySpan<float>(source + y * _input.RowStride + x * _input.PixelStride, _input.Channels).CopyTo(pixel);
                else pixel.Clear();
            }
        }
    }

    private void Multiply(float* windows, int tiles, in PackedWeights.Block weights, float* products)
    {
        int width = weights.Vectors * TVector.Count;
        var taps = new TileTaps(_channelStep / TVector.Count, 1, TVector.Count, WinogradTransform.Positions * TVector.Count, 0);
        for (int position = 0; position < WinogradTransform.Positions; position++)
        {
            float* positionWeights = (float*)weights.Weights + (nint)position * _channelStep * width;
            for (int tile = 0; tile < tiles; tile += ConvolutionTile.Pixels)
            {
                var pixels = new TilePixels(windows + position * TVector.Count + tile * _windowStep, _windowStep, Math.Min(ConvolutionTile.Pixels, tiles - tile));
                var sums = new TileSums(products + position * TVector.Count + tile * _productStep, _productStep, WinogradTransform.Positions * TVector.Count);
                ConvolutionTile.Compute<TVector>(pixels, taps, positionWeights, weights.Vectors, sums);
            }
        }
    }

    private void TransformOutput(int tile, float* products, in PackedWeights.Block weights, float* spare)
    {
        (int image, int row, int column) = Locate(tile);
        int rows = Math.Min(WinogradTransform.OutputSide, _output.Height - row), columns = Math.Min(WinogradTransform.OutputSide, _output.Width - column);
        var patch = new SumPatch(spare, rows, columns, WinogradTransform.OutputSide * TVector.Count, TVector.Count);
        for (int channel = 0; channel < weights.Channels; channel += TVector.Count)
        {
            WinogradTransform.Output<TVector>(products + channel * WinogradTransform.Positions, TVector.Count, spare, spare + WinogradTransform.Positions * _channelStep);
            _epilogue.Store(
                patch, (float*)weights.Bias + channel, image * _output.Height + row, column,
                weights.FirstChannel + channel, Math.Min(TVector.Count, weights.Channels - channel));
        }
    }
}
