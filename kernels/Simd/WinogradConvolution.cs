using System.Runtime.Intrinsics.X86;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// 3×3 convolution with stride 1 by Winograd's F(m×m, 3×3), channels last. The output is cut into tiles of m×m pixels, counted
// through all images; a task is a run of blocks of tiles, and for each block a worker
//   1. transforms the tiles' windows of (m + 2)² pixels into   windows  [tiles][input vectors][positions][lanes]
//   2. for each block of output channels multiplies, position by position, with the transformed weights
//      [positions][input channels][block] into                 products [tiles][block's vectors][positions][lanes]
//   3. transforms the products into m×m outputs and stores them with bias, activation, modulation and residual.
// The windows' order lets each transform write one run of memory: stores into as many places as there are positions would
// each wait for the second-level cache. To the matrix product the input vectors are its rows and the lanes its columns.
// A block of tiles is as large as lets its windows, products and one position's weights stay in the second-level cache; nothing
// between the tensors goes through main memory. While a block is multiplied, which leaves the memory idle, the pixels that the
// next block reads and writes are fetched. Windows that reach over the border are copied with zeros around first.
internal sealed unsafe class WinogradConvolution<TVector, TTile> : Kernel
    where TVector : struct, ISimdVector<TVector>
    where TTile : struct, IWinogradTile
{
    /// <summary>Three quarters of a common second-level cache of 1 MiB.</summary>
    private const int CacheElements = 768 * 1024 / sizeof(float);

    private const int MostTiles = 48, TasksPerWorker = 10;
    private const int LineElements = 64 / sizeof(float);

    private static readonly int Side = WinogradTransform<TTile>.Side, OutputSide = WinogradTransform<TTile>.OutputSide;
    private static readonly int Positions = WinogradTransform<TTile>.Positions;

    private readonly WindowOrigin _origin;
    private readonly TensorView _input, _output;
    private readonly PackedWeights _weights;
    private readonly Epilogue<TVector> _epilogue;
    private readonly int _tileRows, _tileColumns, _blockTiles, _channelStep, _blockWidth;
    private readonly nint _windowStep, _productStep;

    public WinogradConvolution(WindowOrigin origin, TensorView input, TensorView output, PackedWeights weights, Epilogue<TVector> epilogue)
    {
        (_origin, _input, _output, _weights, _epilogue) = (origin, input, output, weights, epilogue);
        _tileRows = (output.Height + OutputSide - 1) / OutputSide;
        _tileColumns = (output.Width + OutputSide - 1) / OutputSide;
        _channelStep = (input.Channels + TVector.Count - 1) / TVector.Count * TVector.Count;
        _blockWidth = weights.Blocks.Max(block => block.Vectors) * TVector.Count;
        int fitting = CacheElements / (Positions * (_channelStep + _blockWidth));
        _blockTiles = Math.Clamp(fitting / PositionProducts.Tiles, 1, MostTiles / PositionProducts.Tiles) * PositionProducts.Tiles;

        // A cache line more than needed, so that tiles and positions don't fall on the same few cache sets.
        _windowStep = Positions * _channelStep + LineElements;
        _productStep = Positions * _blockWidth + LineElements;
    }

    public override string Algorithm => $"winograd {OutputSide}x{OutputSide}";

    public override int ScratchElements =>
        (int)(_blockTiles * (_windowStep + _productStep) + Positions * (Math.Max(_channelStep, _blockWidth) + TVector.Count));

    private int Tiles => _output.Batch * _tileRows * _tileColumns;

    public override void Run(Workers workers, Scratch scratch)
    {
        int blocks = (Tiles + _blockTiles - 1) / _blockTiles;
        int run = Math.Max(1, blocks / (workers.Count * TasksPerWorker));
        workers.Run((blocks + run - 1) / run, (worker, task) =>
        {
            for (int block = task * run; block < Math.Min((task + 1) * run, blocks); block++) ComputeBlock(block, scratch.For(worker));
        });
    }

    private void ComputeBlock(int block, float* windows)
    {
        int first = block * _blockTiles, count = Math.Min(_blockTiles, Tiles - first);
        float* products = windows + _blockTiles * _windowStep;
        float* spare = products + _blockTiles * _productStep;
        for (int tile = 0; tile < count; tile++) TransformInput(first + tile, windows + tile * _windowStep, spare);
        int next = Math.Min(first + count, Tiles), nextCount = Math.Min(_blockTiles, Tiles - next);
        foreach (PackedWeights.Block weights in _weights.Blocks)
        {
            Multiply(windows, count, weights, products, next, nextCount);
            for (int tile = 0; tile < count; tile++) TransformOutput(first + tile, products + tile * _productStep, weights, spare);
            nextCount = 0;
        }
    }

    private (int Image, int Row, int Column) Locate(int tile)
    {
        int row = tile / _tileColumns;
        return (row / _tileRows, row % _tileRows * OutputSide, tile % _tileColumns * OutputSide);
    }

    private void TransformInput(int tile, float* target, float* spare)
    {
        (int image, int outputRow, int outputColumn) = Locate(tile);
        int row = outputRow + _origin.Row, column = outputColumn + _origin.Column;
        float* source = _input.Row(image * _input.Height) + row * _input.RowStride + column * _input.PixelStride;
        nint rowStep = _input.RowStride, pixelStep = _input.PixelStride;
        bool inside = row >= 0 && column >= 0 && row + Side <= _input.Height && column + Side <= _input.Width;
        if (!inside || _channelStep != _input.Channels)
        {
            CopyWindow(source, row, column, spare);
            source = spare;
            rowStep = Side * _channelStep;
            pixelStep = _channelStep;
        }

        WinogradTransform<TTile>.Input<TVector>(source, rowStep, pixelStep, _channelStep, target, spare + Positions * Math.Max(_channelStep, _blockWidth));
    }

    /// <summary>Copies a window, zeros outside the image and behind the last channel.</summary>
    private void CopyWindow(float* source, int row, int column, float* target)
    {
        for (int y = 0; y < Side; y++)
        {
            bool rowInside = (uint)(row + y) < (uint)_input.Height;
            for (int x = 0; x < Side; x++, target += _channelStep)
            {
                if (rowInside && (uint)(column + x) < (uint)_input.Width) CopyPixel(source + y * _input.RowStride + x * _input.PixelStride, target);
                else for (int channel = 0; channel < _channelStep; channel += TVector.Count) TVector.Store(target + channel, TVector.Broadcast(0));
            }
        }
    }

    private void CopyPixel(float* source, float* target)
    {
        int channel = 0;
        for (; channel <= _input.Channels - TVector.Count; channel += TVector.Count) TVector.Store(target + channel, TVector.Load(source + channel));
        if (channel < _input.Channels) TVector.Store(target + channel, Partial.Load<TVector>(source + channel, _input.Channels - channel));
    }

    /// <summary>All positions of a block; meanwhile the memory of the next block is fetched, a part with every position.</summary>
    private void Multiply(float* windows, int tiles, in PackedWeights.Block weights, float* products, int next, int nextCount)
    {
        int width = weights.Vectors * TVector.Count, inputVectors = _channelStep / TVector.Count, vectorStep = Positions * TVector.Count;
        for (int position = 0; position < Positions; position++)
        {
            float* positionWeights = (float*)weights.Weights + (nint)position * _channelStep * width;
            Fetch(next, nextCount, position / Side, position % Side);

            // Tiles beyond the last are what an earlier block left there; nobody reads their products.
            for (int tile = 0; tile < tiles; tile += PositionProducts.Tiles)
            {
                PositionProducts.Compute<TVector>(
                    windows + position * TVector.Count + tile * _windowStep, _windowStep, inputVectors, positionWeights, weights.Vectors,
                    products + position * TVector.Count + tile * _productStep, _productStep, vectorStep);
            }
        }
    }

    /// <summary>Fetches the <paramref name="part"/>-th part of the <paramref name="row"/>-th input and output row of tiles that lie side by side.</summary>
    private void Fetch(int first, int count, int row, int part)
    {
        if (!Sse.IsSupported || count == 0) return;
        (int image, int top, int left) = Locate(first);
        int columns = Math.Min(count * OutputSide, _output.Width - left), begin = left + columns * part / Side, end = left + columns * (part + 1) / Side;
        int inputRow = top + _origin.Row + row, outputRow = top + row;
        if ((uint)inputRow < (uint)_input.Height)
            Fetch(_input.Pixel(image * _input.Height + inputRow, begin + Side - OutputSide + _origin.Column), (end - begin) * _input.PixelStride);
        if (row < OutputSide && outputRow < _output.Height)
            Fetch(_output.Pixel(image * _output.Height + outputRow, begin), (end - begin) * _output.PixelStride);
    }

    private static void Fetch(float* memory, nint elements)
    {
        for (nint i = 0; i < elements; i += LineElements) Sse.Prefetch1(memory + i);
    }

    private void TransformOutput(int tile, float* products, in PackedWeights.Block weights, float* spare)
    {
        (int image, int row, int column) = Locate(tile);
        int rows = Math.Min(OutputSide, _output.Height - row), columns = Math.Min(OutputSide, _output.Width - column);
        int width = weights.Vectors * TVector.Count;
        WinogradTransform<TTile>.Output<TVector>(products, width, spare, spare + Positions * Math.Max(_channelStep, _blockWidth));
        var patch = new SumPatch(spare, rows, columns, OutputSide * width, width);
        _epilogue.Store(patch, (float*)weights.Bias, image * _output.Height + row, column, weights.FirstChannel, weights.Channels);
    }
}
