using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Simd;

// Transposed convolution without overlap: output row y takes the input row y / stride through the weights of tap row
// y mod stride; of the columns, those of tap column b are a 1×1 convolution whose results lie stride pixels apart.
// weights holds one packed 1×1 convolution per tap, [stride · stride]. Tiles as in ConvolutionTile.
internal sealed unsafe class TransposedConvolution<TVector>(
    TransposedConvolution2D op, Region inputRegion, Region outputRegion, TensorView input, TensorView output, PackedWeights[] weights)
    : Kernel
    where TVector : struct, ISimdVector<TVector>
{
    private readonly Epilogue<TVector> _epilogue = Epilogue<TVector>.Create(new Convolution2D(), output, output, output, output);

    public override int ScratchElements => ConvolutionTile.Pixels * 64;

    public override void Run(Workers workers, Scratch scratch) =>
        workers.Run(output.Rows, (worker, row) =>
        {
            int mapRow = row % output.Height + outputRegion.Top;
            float* source = input.Row(row / output.Height * input.Height + mapRow / op.Stride - inputRegion.Top);
            for (int tap = 0; tap < op.Stride; tap++)
                foreach (PackedWeights.Block block in weights[mapRow % op.Stride * op.Stride + tap].Blocks)
                    ComputeRow(source, row, tap, block, scratch.For(worker));
        });

    private void ComputeRow(float* source, int row, int tap, in PackedWeights.Block block, float* sums)
    {
        // The first output column of this tap, and the input column that it comes from.
        int firstColumn = (tap - outputRegion.Left % op.Stride + op.Stride) % op.Stride;
        source += ((outputRegion.Left + firstColumn) / op.Stride - inputRegion.Left) * input.PixelStride;
        int pixels = (output.Width - firstColumn + op.Stride - 1) / op.Stride;
        for (int first = 0; first < pixels; first += ConvolutionTile.Pixels)
        {
            int count = Math.Min(ConvolutionTile.Pixels, pixels - first), width = block.Vectors * TVector.Count;
            ConvolutionTile.Compute<TVector>(
                new TilePixels(source + first * input.PixelStride, input.PixelStride, count),
                new TileTaps(1, 1, input.Channels, 0, 0), (float*)block.Weights, block.Vectors, new TileSums(sums, width, TVector.Count));
            var patch = new SumPatch(sums, 1, count, 0, width) { TargetStep = op.Stride };
            _epilogue.Store(patch, (float*)block.Bias, row, first * op.Stride + firstColumn, block.FirstChannel, block.Channels);
        }
    }
}
