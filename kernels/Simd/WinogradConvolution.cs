using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Simd;

// 3×3 convolution with stride 1 by Winograd's F(m×m, 3×3), channels last. The output is cut into tiles of m×m pixels, counted
// through all images; a task is a block of tiles, for which a worker
//   1. transforms the tiles' windows of (m + 2)² pixels into   windows  [tiles][runs of 16 inputs][positions][16]
//   2. for each group of blocks of output channels multiplies, position by position and block by block, with the transformed
//      weights [positions][input channels][block] into         products [tiles][runs of the group's outputs][positions][16]
//   3. transforms the products into m×m outputs and stores them with bias, activation, modulation and residual.
// The windows' order lets each transform write one run of memory: stores into as many places as there are positions would
// each wait for the second-level cache. Where one group is all, the products of a position go where the windows of the position
// before were: their lines have just been read. Nothing between the tensors goes through main memory. Windows that reach over the
// border are copied with zeros around first.
internal sealed unsafe class WinogradConvolution<TVector, TTile> : WinogradKernel
    where TVector : struct, ISimdVector<TVector>
    where TTile : struct, IWinogradTile
{
    /// <summary>
    /// With 64 channels windows and products fill 400 KiB of a second-level cache. Wide layers leave it rather than read all
    /// their weights again for fewer tiles: from 256 channels on those fill the third-level cache or main memory (512 channels,
    /// 4×4: 155 ms with 6 tiles, 96 with 24).
    /// </summary>
    private const int MostTiles = 2 * RowProducts.Rows;

    /// <summary>
    /// Outputs of a group of blocks: where a block is narrower, a position's windows are still in the first-level cache for the
    /// group's next.
    /// </summary>
    private const int GroupChannels = 64;

    private const int RunChannels = WinogradTransform<TTile>.RunChannels;

    private static int Side => WinogradTransform<TTile>.Side;

    private static int OutputSide => WinogradTransform<TTile>.OutputSide;

    private static int RunStep => WinogradTransform<TTile>.RunStep;

    private static int Positions => WinogradTransform<TTile>.Positions;

    private readonly WindowOrigin _origin;
    private readonly TensorView _input, _output;
    private readonly TensorView[] _touched;
    private readonly PackedWeights.Block[][] _groups;
    private readonly Epilogue<TVector> _epilogue;
    private readonly WinogradStore<TVector> _store;
    private readonly int _tileRows, _tileColumns, _channelStep, _groupWidth, _blockTiles, _dozens;

    /// <summary>Whether products take the place of windows, one position behind.</summary>
    private readonly bool _isInPlace;

    /// <summary>
    /// Whether pixels are fetched while tiles are multiplied: those of a map beyond the second-level cache; in a block of twelve,
    /// which has no time to fetch the next position's weights as well, those of a large one.
    /// </summary>
    private readonly bool _fetchesPixels;

    private readonly nint _windowStep, _productStep;
    private readonly ProductLayout _layout;

    public WinogradConvolution(
        WindowOrigin origin, TensorView input, TensorView output, PackedWeights weights, Epilogue<TVector> epilogue, int threads)
    {
        (_origin, _input, _output, _epilogue) = (origin, input, output, epilogue);
        (_store, _touched) = (epilogue.ForTiles<TTile>(), epilogue.Touched);
        _groups = [.. weights.Blocks.GroupBy(block => block.FirstChannel / GroupChannels).Select(group => group.ToArray())];
        _tileRows = (output.Height + OutputSide - 1) / OutputSide;
        _tileColumns = (output.Width + OutputSide - 1) / OutputSide;
        _channelStep = RunsOf(input.Channels) * RunChannels;
        _groupWidth = _groups.Max(group => group.Sum(block => block.Width));
        _isInPlace = _groups.Length == 1;
        _windowStep = RunsOf(_isInPlace ? Math.Max(_channelStep, _groupWidth) : _channelStep) * RunStep;
        _productStep = _isInPlace ? _windowStep : RunsOf(_groupWidth) * RunStep;
        _layout = new ProductLayout(
            _windowStep, _channelStep / RunChannels, RunChannels, RunStep, _productStep,
            TVector.Count == RunChannels ? RunStep : TVector.Count);
        _blockTiles = ChooseBlockTiles(weights.Bytes);
        _dozens = (Tiles + RowProducts.Rows - 1) / RowProducts.Rows;
        int fewest = (_dozens * RowProducts.Rows + _blockTiles - 1) / _blockTiles;
        _fetchesPixels = _blockTiles == MostTiles ? input.Bytes > CacheSizes.SecondLevel : input.IsLarge;
        Blocks = Math.Min((fewest + threads - 1) / threads * threads, _dozens);
    }

    public override string Algorithm => ConvolutionAlgorithm.WinogradName<TTile>();

    public override int ScratchElements =>
        (int)(_blockTiles * TileElements + RunChannels + Positions * (Math.Max(_channelStep, _groupWidth) + TVector.Count));

    /// <summary>A multiple of the threads where there are tiles enough, so that none has a block more than another.</summary>
    public override int Blocks { get; }

    /// <summary>Elements of a tile's windows and products.</summary>
    private nint TileElements => _isInPlace ? _windowStep : _windowStep + _productStep;

    private int Tiles => _output.Batch * _tileRows * _tileColumns;

    public override int Groups => _groups.Length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ComputeBlock(int block, Range groups, float* scratch)
    {
        int first = FirstTile(block), count = FirstTile(block + 1) - first;
        float* products = scratch;
        float* windows = _isInPlace ? products + RunChannels : products + _blockTiles * _productStep;
        float* spare = scratch + RunChannels + _blockTiles * TileElements;
        TilePlace start = Locate(first), place = start;
        for (int tile = 0; tile < count; tile++, place = Next(place)) TransformInput(place, windows + tile * _windowStep, spare);
        foreach (PackedWeights.Block[] group in _groups.AsSpan()[groups])
        {
            Multiply(windows, first, count, group, products);
            place = start;
            for (int tile = 0; tile < count; tile++, place = Next(place))
                foreach (ref readonly PackedWeights.Block weights in group.AsSpan())
                    TransformOutput(place, products + tile * _productStep + ProductOffset(group, weights), weights, spare);
        }
    }

    /// <summary>
    /// Half as many tiles where that is what makes room for the weights in three quarters of the second-level cache.
    /// </summary>
    private int ChooseBlockTiles(long weightBytes)
    {
        long tile = TileElements * sizeof(float), room = CacheSizes.SecondLevel * 3L / 4 - weightBytes;
        return MostTiles * tile > room && RowProducts.Rows * tile <= room ? RowProducts.Rows : MostTiles;
    }

    private static nint ProductOffset(PackedWeights.Block[] group, in PackedWeights.Block block) =>
        WinogradTransform<TTile>.Offset(block.FirstChannel - group[0].FirstChannel);

    private static int RunsOf(int channels) => (channels + RunChannels - 1) / RunChannels;

    /// <summary>Blocks begin at dozens of tiles, which are multiplied at once.</summary>
    private int FirstTile(int block) => Math.Min((int)((long)_dozens * block / Blocks) * RowProducts.Rows, Tiles);

    private TilePlace Locate(int tile)
    {
        (int row, int column) = Math.DivRem(tile, _tileColumns);
        (int image, row) = Math.DivRem(row, _tileRows);
        return new TilePlace(image, row * OutputSide, column * OutputSide);
    }

    /// <summary>The tile behind another; to locate each by itself would take divisions.</summary>
    private TilePlace Next(TilePlace place)
    {
        if (place.Column + OutputSide < _output.Width) return place with { Column = place.Column + OutputSide };
        return place.Row + OutputSide < _output.Height
            ? new TilePlace(place.Image, place.Row + OutputSide, 0)
            : new TilePlace(place.Image + 1, 0, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformInput(TilePlace place, float* target, float* spare)
    {
        int row = place.Row + _origin.Row, column = place.Column + _origin.Column;
        float* source = _input.Row(place.Image * _input.Height) + row * _input.RowStride + column * _input.PixelStride;
        nint rowStep = _input.RowStride, pixelStep = _input.PixelStride;
        bool inside = row >= 0 && column >= 0 && row + Side <= _input.Height && column + Side <= _input.Width;
        if (!inside || _channelStep != _input.Channels)
        {
            CopyWindow(source, row, column, spare);
            source = spare;
            rowStep = Side * _channelStep;
            pixelStep = _channelStep;
        }

        WinogradTransform<TTile>.Input<TVector>(
            source, rowStep, pixelStep, _channelStep, target, spare + Positions * Math.Max(_channelStep, _groupWidth));
    }

    /// <summary>Copies a window, zeros outside the image and behind the last channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyWindow(float* source, int row, int column, float* target)
    {
        int left = Math.Clamp(-column, 0, Side), right = Math.Clamp(_input.Width - column, left, Side);
        for (int y = 0; y < Side; y++, source += _input.RowStride, target += Side * _channelStep)
        {
            bool inside = (uint)(row + y) < (uint)_input.Height;
            int first = inside ? left : 0, end = inside ? right : 0;
            Clear(target, 0, first * _channelStep);
            CopyPixels(source + first * _input.PixelStride, end - first, target + first * _channelStep);
            Clear(target, end * _channelStep, Side * _channelStep);
        }
    }

    private void CopyPixels(float* source, int pixels, float* target)
    {
        if (_input.PixelStride == _channelStep && _input.Channels == _channelStep)
        {
            for (nint i = 0; i < pixels * _channelStep; i += TVector.Count) TVector.Store(target + i, TVector.Load(source + i));
            return;
        }

        for (int x = 0; x < pixels; x++) CopyPixel(source + x * _input.PixelStride, target + x * _channelStep);
    }

    private void CopyPixel(float* source, float* target)
    {
        int channel = 0;
        for (; channel <= _input.Channels - TVector.Count; channel += TVector.Count)
            TVector.Store(target + channel, TVector.Load(source + channel));
        if (channel < _input.Channels)
        {
            TVector.Store(target + channel, Partial.Load<TVector>(source + channel, _input.Channels - channel));
            channel += TVector.Count;
        }

        Clear(target, channel, _channelStep);
    }

    private static void Clear(float* target, int first, int end)
    {
        for (; first < end; first += TVector.Count) TVector.Store(target + first, TVector.Broadcast(0));
    }

    /// <summary>
    /// All positions of a block. Meanwhile the pixels that are read next are fetched, at each position an eighth of a row of the
    /// block's tiles: of the next block's windows, and of what the store needs.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* windows, int first, int tiles, PackedWeights.Block[] group, float* products)
    {
        Span<Prefetch> fetched = stackalloc Prefetch[_fetchesPixels ? _blockTiles / RowProducts.Rows : 0];
        for (int part = 0; part < Side; part++)
        {
            if (_fetchesPixels) Fetch(first, tiles, part, group[0], fetched);
            for (int y = 0; y < Side; y++)
            {
                for (int block = 0; block < group.Length; block++)
                    MultiplyPosition(
                        part * Side + y, windows, tiles, group[block], products + ProductOffset(group, group[block]),
                        block == 0 ? fetched : []);
                for (int dozen = 0; dozen < fetched.Length; dozen++)
                    if (!fetched[dozen].IsNone)
                        fetched[dozen] = fetched[dozen]
                        .Moved(_input.RowStride, y + 1 < OutputSide ? Touched(dozen).RowStride : 0);
            }
        }
    }

    /// <summary>What the store needs that is fetched while some dozen of tiles is multiplied.</summary>
    private TensorView Touched(int dozen) => _touched[_touched.Length == 1 ? 0 : dozen];

    /// <summary>
    /// What each dozen of tiles fetches of the first row. Where the store needs one tensor, each has a part of the tiles, or the
    /// last has all if its steps suffice; else each has another tensor. A dozen for which nothing is left fetches weights.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fetch(int first, int tiles, int part, in PackedWeights.Block weights, Span<Prefetch> fetched)
    {
        int skipped = part * _blockTiles / Side, steps = RowProducts.Steps(_channelStep, weights.Vectors);
        TilePlace next = Locate(Math.Min(first + tiles + skipped, Tiles - 1)),
            stored = Locate(Math.Min(first + skipped, Tiles - 1));
        float* pixels = _input.Pixel(next.Image * _input.Height + next.Row + _origin.Row, next.Column + _origin.Column);
        nint step = _input.PixelStride * OutputSide * _blockTiles / Side / steps;
        int free = _touched.Length == 1 && step <= Prefetch.LineElements ? fetched.Length - 1 : 0,
            parts = _touched.Length == 1 ? fetched.Length - free : 1;
        fetched[..free].Clear();
        for (int dozen = free; dozen < fetched.Length; dozen++)
        {
            float* target = Touched(dozen).Pixel(stored.Image * _output.Height + stored.Row, stored.Column);
            nint distance = (nint)(target + weights.FirstChannel - pixels);
            fetched[dozen] = new Prefetch(pixels, distance, step / parts);
            if (parts > 1) fetched[dozen] = fetched[dozen].After(dozen * steps);
        }
    }

    /// <summary>One position of a block's tiles.</summary>
    /// <param name="fetched">What to fetch meanwhile, by dozens of tiles; where nothing, the next position's weights are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyPosition(
        int position, float* windows, int tiles, in PackedWeights.Block weights, float* products, ReadOnlySpan<Prefetch> fetched)
    {
        int positionElements = _channelStep * weights.Width, place = position * RunChannels;
        float* positionWeights = (float*)weights.Weights + (nint)position * positionElements;
        int fetchedStep = weights.Width / 2 / RowProducts.StepsOfInput(weights.Vectors);
        Prefetch next = Prefetch.Run(positionWeights + positionElements, positionElements, fetchedStep);

        // Tiles beyond the last are what an earlier block left there; nobody reads their products.
        for (int dozen = 0, tile = 0; tile < tiles; dozen++, tile += RowProducts.Rows)
        {
            RowProducts.Compute<TVector>(
                windows + place + tile * _windowStep, positionWeights, weights.Vectors, products + place + tile * _productStep,
                windows
                + (tile + RowProducts.Rows < tiles ? place + (tile + RowProducts.Rows) * _windowStep : place + RunChannels),
                _layout, fetched.IsEmpty || fetched[dozen].IsNone ? next : fetched[dozen]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformOutput(TilePlace place, float* products, in PackedWeights.Block weights, float* spare)
    {
        int rows = Math.Min(OutputSide, _output.Height - place.Row), columns = Math.Min(OutputSide, _output.Width - place.Column);
        int row = place.Image * _output.Height + place.Row;
        if (rows == OutputSide && columns == OutputSide && weights.Channels == weights.Width)
        {
            _store.Store(products, weights.Vectors, (float*)weights.Bias, row, place.Column, weights.FirstChannel, spare);
            return;
        }

        int width = weights.Width;
        WinogradTransform<TTile>.Output<TVector>(products, width, spare, spare + Positions * Math.Max(_channelStep, _groupWidth));
        var patch = new SumPatch(spare, rows, columns, OutputSide * width, width);
        _epilogue.Store(patch, (float*)weights.Bias, row, place.Column, weights.FirstChannel, weights.Channels);
    }

    /// <summary>Where a tile of outputs begins.</summary>
    private readonly record struct TilePlace(int Image, int Row, int Column);
}
