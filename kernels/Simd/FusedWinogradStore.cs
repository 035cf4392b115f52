using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// A tile's store with one combination of pointwise work: the sums go from registers to the output, where a patch in between cost
/// a tenth of a layer's time.
/// </summary>
internal sealed unsafe class FusedWinogradStore<TVector, TTile, TSigmoid, TModulation, TResidual>(
    FusedEpilogue<TVector, TSigmoid, TModulation, TResidual> epilogue) : WinogradStore<TVector>
    where TVector : struct, ISimdVector<TVector>
    where TTile : struct, IWinogradTile
    where TSigmoid : struct, ISwitch
    where TModulation : struct, ISwitch
    where TResidual : struct, ISwitch
{
    // Rows are outside and vectors inside, so that neighbouring channels of a pixel are written together.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Store(float* products, int vectors, float* bias, int row, int column, int channel, float* half)
    {
        int rowElements = WinogradTransform<TTile>.Side * TVector.Count, vectorElements = TTile.OutputSide * rowElements;
        for (int vector = 0; vector < vectors; vector++)
            WinogradTransform<TTile>.OutputColumns<TVector>(
                products + WinogradTransform<TTile>.Offset(vector * TVector.Count), half + vector * vectorElements);
        for (int y = 0; y < TTile.OutputSide; y++)
        {
            float* target = epilogue.Output.Pixel(row + y, column) + channel;
            float* factor = epilogue.Scale.Pixel(row + y, column) + channel;
            float* addend = epilogue.Shift.Pixel(row + y, column) + channel;
            float* kept = epilogue.Residual.Pixel(row + y, column) + channel;
            for (int vector = 0; vector < vectors; vector++)
            {
                int c = vector * TVector.Count;
                var pixels = new PixelSink(epilogue, TVector.Load(bias + c), target + c, factor + c, addend + c, kept + c);
                TTile.Output<TVector, PixelSink>(half + vector * vectorElements + y * rowElements, TVector.Count, pixels);
            }
        }
    }

    /// <summary>A row of pixels.</summary>
    private readonly struct PixelSink(
        FusedEpilogue<TVector, TSigmoid, TModulation, TResidual> epilogue, TVector bias, float* target, float* factor,
        float* addend, float* kept)
        : ITransformSink<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Put(int index, TVector value) => TVector.Store(
            target + index * epilogue.Output.PixelStride,
            epilogue.Finish(
                default(WholeVector), epilogue.Activate(value + bias), factor + index * epilogue.Scale.PixelStride,
                addend + index * epilogue.Shift.PixelStride,
                kept + index * epilogue.Residual.PixelStride));
    }
}
