using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// The inner loops of direct convolution: six output pixels times one, two or four vectors of output channels, all sums in
// registers. For each tap and input channel: load the weights' vectors once, broadcast each pixel's value, multiply-add.
//
//   pixels   six pointers into NHWC data (or a packed patch), each at the first tap's channel 0; steps in elements
//   weights  [kernelHeight][kernelWidth][channels][vectors · lanes], contiguous
//   sums     six pixels' vectors, overwritten; their steps are the caller's
//
// Why six: 6 × 4 accumulators + 4 weights + 1 broadcast use 29 of AVX-512's 32 registers, 6 × 2 + 2 + 1 use 15 of AVX2's 16;
// per 24 multiply-adds there are 10 loads, so the multiply-adds are the limit. Written out because only named locals are sure
// to stay in registers.
internal static unsafe class ConvolutionTile
{
    public const int Pixels = 6;

    /// <summary>Computes a tile of <paramref name="vectors"/> (1, 2 or 4) vectors.</summary>
    public static void Compute<TVector>(in TilePixels pixels, in TileTaps taps, float* weights, int vectors, in TileSums sums)
        where TVector : struct, ISimdVector<TVector>
    {
        if (vectors == 4) Compute4<TVector>(pixels, taps, weights, sums);
        else if (vectors == 2) Compute2<TVector>(pixels, taps, weights, sums);
        else Compute1<TVector>(pixels, taps, weights, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Compute4<TVector>(in TilePixels pixels, in TileTaps taps, float* weights, in TileSums sums)
        where TVector : struct, ISimdVector<TVector>
    {
        TVector zero = TVector.Broadcast(0);
        TVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
        TVector s10 = zero, s11 = zero, s12 = zero, s13 = zero;
        TVector s20 = zero, s21 = zero, s22 = zero, s23 = zero;
        TVector s30 = zero, s31 = zero, s32 = zero, s33 = zero;
        TVector s40 = zero, s41 = zero, s42 = zero, s43 = zero;
        TVector s50 = zero, s51 = zero, s52 = zero, s53 = zero;
        float* fetch = taps.Prefetch.First;
        nint fetchDistance = taps.Prefetch.Distance, fetchStep = taps.Prefetch.Step;
        for (int ky = 0; ky < taps.Height; ky++)
        {
            for (int kx = 0; kx < taps.Width; kx++)
            {
                nint tap = ky * taps.RowStep + kx * taps.ColumnStep;
                float* p0 = pixels.P0 + tap;
                float* p1 = pixels.P1 + tap;
                float* p2 = pixels.P2 + tap;
                float* p3 = pixels.P3 + tap;
                float* p4 = pixels.P4 + tap;
                float* p5 = pixels.P5 + tap;
                for (nint channel = 0; channel < taps.Channels; channel++)
                {
                    TVector w0 = TVector.Load(weights), w1 = TVector.Load(weights + TVector.Count),
                        w2 = TVector.Load(weights + 2 * TVector.Count), w3 = TVector.Load(weights + 3 * TVector.Count);
                    TVector x0 = TVector.Broadcast(p0[channel]);
                    s00 = TVector.MultiplyAdd(x0, w0, s00);
                    s01 = TVector.MultiplyAdd(x0, w1, s01);
                    s02 = TVector.MultiplyAdd(x0, w2, s02);
                    s03 = TVector.MultiplyAdd(x0, w3, s03);
                    TVector x1 = TVector.Broadcast(p1[channel]);
                    s10 = TVector.MultiplyAdd(x1, w0, s10);
                    s11 = TVector.MultiplyAdd(x1, w1, s11);
                    s12 = TVector.MultiplyAdd(x1, w2, s12);
                    s13 = TVector.MultiplyAdd(x1, w3, s13);
                    TVector x2 = TVector.Broadcast(p2[channel]);
                    s20 = TVector.MultiplyAdd(x2, w0, s20);
                    s21 = TVector.MultiplyAdd(x2, w1, s21);
                    s22 = TVector.MultiplyAdd(x2, w2, s22);
                    s23 = TVector.MultiplyAdd(x2, w3, s23);
                    TVector x3 = TVector.Broadcast(p3[channel]);
                    s30 = TVector.MultiplyAdd(x3, w0, s30);
                    s31 = TVector.MultiplyAdd(x3, w1, s31);
                    s32 = TVector.MultiplyAdd(x3, w2, s32);
                    s33 = TVector.MultiplyAdd(x3, w3, s33);
                    TVector x4 = TVector.Broadcast(p4[channel]);
                    s40 = TVector.MultiplyAdd(x4, w0, s40);
                    s41 = TVector.MultiplyAdd(x4, w1, s41);
                    s42 = TVector.MultiplyAdd(x4, w2, s42);
                    s43 = TVector.MultiplyAdd(x4, w3, s43);
                    TVector x5 = TVector.Broadcast(p5[channel]);
                    s50 = TVector.MultiplyAdd(x5, w0, s50);
                    s51 = TVector.MultiplyAdd(x5, w1, s51);
                    s52 = TVector.MultiplyAdd(x5, w2, s52);
                    s53 = TVector.MultiplyAdd(x5, w3, s53);
                    weights += 4 * TVector.Count;
                    Prefetch.Next(ref fetch, fetchDistance, fetchStep);
                }
            }
        }

        float* target = sums.Data;
        TVector.Store(target, s00);
        TVector.Store(target + sums.VectorStep, s01);
        TVector.Store(target + 2 * sums.VectorStep, s02);
        TVector.Store(target + 3 * sums.VectorStep, s03);
        target += sums.PixelStep;
        TVector.Store(target, s10);
        TVector.Store(target + sums.VectorStep, s11);
        TVector.Store(target + 2 * sums.VectorStep, s12);
        TVector.Store(target + 3 * sums.VectorStep, s13);
        target += sums.PixelStep;
        TVector.Store(target, s20);
        TVector.Store(target + sums.VectorStep, s21);
        TVector.Store(target + 2 * sums.VectorStep, s22);
        TVector.Store(target + 3 * sums.VectorStep, s23);
        target += sums.PixelStep;
        TVector.Store(target, s30);
        TVector.Store(target + sums.VectorStep, s31);
        TVector.Store(target + 2 * sums.VectorStep, s32);
        TVector.Store(target + 3 * sums.VectorStep, s33);
        target += sums.PixelStep;
        TVector.Store(target, s40);
        TVector.Store(target + sums.VectorStep, s41);
        TVector.Store(target + 2 * sums.VectorStep, s42);
        TVector.Store(target + 3 * sums.VectorStep, s43);
        target += sums.PixelStep;
        TVector.Store(target, s50);
        TVector.Store(target + sums.VectorStep, s51);
        TVector.Store(target + 2 * sums.VectorStep, s52);
        TVector.Store(target + 3 * sums.VectorStep, s53);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Compute2<TVector>(in TilePixels pixels, in TileTaps taps, float* weights, in TileSums sums)
        where TVector : struct, ISimdVector<TVector>
    {
        TVector zero = TVector.Broadcast(0);
        TVector s00 = zero, s01 = zero;
        TVector s10 = zero, s11 = zero;
        TVector s20 = zero, s21 = zero;
        TVector s30 = zero, s31 = zero;
        TVector s40 = zero, s41 = zero;
        TVector s50 = zero, s51 = zero;
        float* fetch = taps.Prefetch.First;
        nint fetchDistance = taps.Prefetch.Distance, fetchStep = taps.Prefetch.Step;
        for (int ky = 0; ky < taps.Height; ky++)
        {
            for (int kx = 0; kx < taps.Width; kx++)
            {
                nint tap = ky * taps.RowStep + kx * taps.ColumnStep;
                float* p0 = pixels.P0 + tap;
                float* p1 = pixels.P1 + tap;
                float* p2 = pixels.P2 + tap;
                float* p3 = pixels.P3 + tap;
                float* p4 = pixels.P4 + tap;
                float* p5 = pixels.P5 + tap;
                for (nint channel = 0; channel < taps.Channels; channel++)
                {
                    TVector w0 = TVector.Load(weights), w1 = TVector.Load(weights + TVector.Count);
                    TVector x0 = TVector.Broadcast(p0[channel]);
                    s00 = TVector.MultiplyAdd(x0, w0, s00);
                    s01 = TVector.MultiplyAdd(x0, w1, s01);
                    TVector x1 = TVector.Broadcast(p1[channel]);
                    s10 = TVector.MultiplyAdd(x1, w0, s10);
                    s11 = TVector.MultiplyAdd(x1, w1, s11);
                    TVector x2 = TVector.Broadcast(p2[channel]);
                    s20 = TVector.MultiplyAdd(x2, w0, s20);
                    s21 = TVector.MultiplyAdd(x2, w1, s21);
                    TVector x3 = TVector.Broadcast(p3[channel]);
                    s30 = TVector.MultiplyAdd(x3, w0, s30);
                    s31 = TVector.MultiplyAdd(x3, w1, s31);
                    TVector x4 = TVector.Broadcast(p4[channel]);
                    s40 = TVector.MultiplyAdd(x4, w0, s40);
                    s41 = TVector.MultiplyAdd(x4, w1, s41);
                    TVector x5 = TVector.Broadcast(p5[channel]);
                    s50 = TVector.MultiplyAdd(x5, w0, s50);
                    s51 = TVector.MultiplyAdd(x5, w1, s51);
                    weights += 2 * TVector.Count;
                    Prefetch.Next(ref fetch, fetchDistance, fetchStep);
                }
            }
        }

        float* target = sums.Data;
        TVector.Store(target, s00);
        TVector.Store(target + sums.VectorStep, s01);
        target += sums.PixelStep;
        TVector.Store(target, s10);
        TVector.Store(target + sums.VectorStep, s11);
        target += sums.PixelStep;
        TVector.Store(target, s20);
        TVector.Store(target + sums.VectorStep, s21);
        target += sums.PixelStep;
        TVector.Store(target, s30);
        TVector.Store(target + sums.VectorStep, s31);
        target += sums.PixelStep;
        TVector.Store(target, s40);
        TVector.Store(target + sums.VectorStep, s41);
        target += sums.PixelStep;
        TVector.Store(target, s50);
        TVector.Store(target + sums.VectorStep, s51);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Compute1<TVector>(in TilePixels pixels, in TileTaps taps, float* weights, in TileSums sums)
        where TVector : struct, ISimdVector<TVector>
    {
        TVector zero = TVector.Broadcast(0);
        TVector s00 = zero;
        TVector s10 = zero;
        TVector s20 = zero;
        TVector s30 = zero;
        TVector s40 = zero;
        TVector s50 = zero;
        float* fetch = taps.Prefetch.First;
        nint fetchDistance = taps.Prefetch.Distance, fetchStep = taps.Prefetch.Step;
        for (int ky = 0; ky < taps.Height; ky++)
        {
            for (int kx = 0; kx < taps.Width; kx++)
            {
                nint tap = ky * taps.RowStep + kx * taps.ColumnStep;
                float* p0 = pixels.P0 + tap;
                float* p1 = pixels.P1 + tap;
                float* p2 = pixels.P2 + tap;
                float* p3 = pixels.P3 + tap;
                float* p4 = pixels.P4 + tap;
                float* p5 = pixels.P5 + tap;
                for (nint channel = 0; channel < taps.Channels; channel++)
                {
                    TVector w0 = TVector.Load(weights);
                    TVector x0 = TVector.Broadcast(p0[channel]);
                    s00 = TVector.MultiplyAdd(x0, w0, s00);
                    TVector x1 = TVector.Broadcast(p1[channel]);
                    s10 = TVector.MultiplyAdd(x1, w0, s10);
                    TVector x2 = TVector.Broadcast(p2[channel]);
                    s20 = TVector.MultiplyAdd(x2, w0, s20);
                    TVector x3 = TVector.Broadcast(p3[channel]);
                    s30 = TVector.MultiplyAdd(x3, w0, s30);
                    TVector x4 = TVector.Broadcast(p4[channel]);
                    s40 = TVector.MultiplyAdd(x4, w0, s40);
                    TVector x5 = TVector.Broadcast(p5[channel]);
                    s50 = TVector.MultiplyAdd(x5, w0, s50);
                    weights += TVector.Count;
                    Prefetch.Next(ref fetch, fetchDistance, fetchStep);
                }
            }
        }

        float* target = sums.Data;
        TVector.Store(target, s00);
        target += sums.PixelStep;
        TVector.Store(target, s10);
        target += sums.PixelStep;
        TVector.Store(target, s20);
        target += sums.PixelStep;
        TVector.Store(target, s30);
        target += sums.PixelStep;
        TVector.Store(target, s40);
        target += sums.PixelStep;
        TVector.Store(target, s50);
    }
}
