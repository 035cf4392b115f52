using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Simd;

// Pooling, channels last: one output pixel after the other, vectors along the channels, taps outside the image left out.
// How many cells a mean is divided by is known beforehand for every row and column of windows.
internal sealed unsafe class Pooling<TVector> : Kernel
    where TVector : struct, ISimdVector<TVector>
{
    /// <summary>Input pixels on the way from main memory.</summary>
    private const int PixelsAhead = 24;

    private readonly Pooling2D _op;
    private readonly TensorView _input, _output;
    private readonly WindowOrigin _origin;
    private readonly int[] _rowCells, _columnCells;

    public Pooling(Pooling2D op, Step step, TensorView input, TensorView output)
    {
        (_op, _input, _output) = (op, input, output);
        Shape map = step.Inputs[0].Map;
        Region region = step.Output.Region;
        _origin = WindowOrigin.Of(step.Inputs[0], step.Output, op.Stride, op.PaddingBefore(map.H), op.PaddingBefore(map.W));
        _rowCells = [.. Enumerable.Range(region.Top, region.Height).Select(row => op.CountedCells(row, map.H))];
        _columnCells = [.. Enumerable.Range(region.Left, region.Width).Select(column => op.CountedCells(column, map.W))];
    }

    public override void Run(Workers workers, Scratch scratch) => RowBand.ForEach(_output.Rows, workers, ComputeRow);

    private void ComputeRow(int row)
    {
        int top = row % _output.Height * _op.Stride + _origin.Row;
        int firstRow = Math.Max(top, 0), endRow = Math.Min(top + _op.Kernel, _input.Height);
        float* image = _input.Row(row / _output.Height * _input.Height);
        for (int column = 0; column < _output.Width; column++)
        {
            int left = column * _op.Stride + _origin.Column;
            int firstColumn = Math.Max(left, 0), endColumn = Math.Min(left + _op.Kernel, _input.Width);
            float* corner = image + firstRow * _input.RowStride + firstColumn * _input.PixelStride;
            int cells = _rowCells[row % _output.Height] * _columnCells[column];
            for (int y = firstRow; y < endRow; y++)
                Prefetch.Now(
                    corner + (y - firstRow) * _input.RowStride + PixelsAhead * _input.PixelStride,
                    _op.Stride * _input.PixelStride);
            ComputePixel(corner, endRow - firstRow, endColumn - firstColumn, cells, _output.Pixel(row, column));
        }
    }

    private void ComputePixel(float* corner, int rows, int columns, int cells, float* target)
    {
        TVector share = TVector.Broadcast(1f / cells);
        int channel = 0;
        for (; channel <= _input.Channels - TVector.Count; channel += TVector.Count)
            TVector.Store(target + channel, Reduce(default(WholeVector), corner + channel, rows, columns, share));
        if (channel == _input.Channels) return;
        var access = new FirstLanes(_input.Channels - channel);
        access.Store(target + channel, Reduce(access, corner + channel, rows, columns, share));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Reduce<TAccess>(TAccess access, float* corner, int rows, int columns, TVector share)
        where TAccess : struct, IVectorAccess
    {
        TVector maximum = access.Load<TVector>(corner), sum = TVector.Broadcast(0);
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                TVector value = access.Load<TVector>(corner + y * _input.RowStride + x * _input.PixelStride);
                maximum = TVector.Max(maximum, value);
                sum += value;
            }
        }

        return _op.Kind == PoolingKind.Maximum ? maximum : sum * share;
    }
}
