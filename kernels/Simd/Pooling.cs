using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;

namespace GpuRetinex.Kernels.Simd;

// Pooling, channels last: one output pixel after the other, vectors along the channels, taps outside the image left out.
internal sealed unsafe class Pooling<TVector>(Pooling2D op, WindowOrigin origin, TensorView input, TensorView output) : Kernel
    where TVector : struct, ISimdVector<TVector>
{
    public override void Run(Workers workers, Scratch scratch) => RowBand.ForEach(output.Rows, workers, ComputeRow);

    private void ComputeRow(int row)
    {
        int top = row % output.Height * op.Stride + origin.Row;
        int firstRow = Math.Max(top, 0), endRow = Math.Min(top + op.Kernel, input.Height);
        float* image = input.Row(row / output.Height * input.Height);
        for (int column = 0; column < output.Width; column++)
        {
            int left = column * op.Stride + origin.Column;
            int firstColumn = Math.Max(left, 0), endColumn = Math.Min(left + op.Kernel, input.Width);
            float* corner = image + firstRow * input.RowStride + firstColumn * input.PixelStride;
            float* target = output.Row(row) + column * output.PixelStride;
            ComputePixel(corner, endRow - firstRow, endColumn - firstColumn, target);
        }
    }

    private void ComputePixel(float* corner, int rows, int columns, float* target)
    {
        TVector share = TVector.Broadcast(1f / (rows * columns));
        int channel = 0;
        for (; channel <= input.Channels - TVector.Count; channel += TVector.Count)
            TVector.Store(target + channel, Reduce(default(WholeVector), corner + channel, rows, columns, share));
        if (channel == input.Channels) return;
        var access = new FirstLanes(input.Channels - channel);
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
                TVector value = access.Load<TVector>(corner + y * input.RowStride + x * input.PixelStride);
                maximum = TVector.Max(maximum, value);
                sum += value;
            }
        }

        return op.Kind == PoolingKind.Maximum ? maximum : sum * share;
    }
}
