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
        for (int channel = 0; channel < input.Channels; channel += TVector.Count)
        {
            int lanes = Math.Min(TVector.Count, input.Channels - channel);
            TVector result = Load(corner + channel, lanes);
            for (int tap = 1; tap < rows * columns; tap++)
            {
                TVector x = Load(corner + tap / columns * input.RowStride + tap % columns * input.PixelStride + channel, lanes);
                result = op.Kind == PoolingKind.Maximum ? TVector.Max(result, x) : result + x;
            }

            if (op.Kind == PoolingKind.Average) result *= share;
            if (lanes == TVector.Count) TVector.Store(target + channel, result);
            else Partial.Store(target + channel, result, lanes);
        }
    }

    private static TVector Load(float* source, int lanes) =>
        lanes == TVector.Count ? TVector.Load(source) : Partial.Load<TVector>(source, lanes);
}
