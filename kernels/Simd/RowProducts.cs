using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// A matrix product of twelve rows: twelve of Winograd's transformed tiles at one position, or twelve pixels of a 1×1 convolution.
//
//   rows      row t, run r of input channels, channel c of it at t·rowStep + r·runStep + c
//   weights   [runs · channels of a run][width], contiguous
//   products  row t, output vector w at t·productStep + w·productVectorStep, overwritten
//   next      the rows that are multiplied next, in the same order; tiles of 6×4 fetch them and their own next vectors
//   prefetch  what else to fetch meanwhile, in Steps steps
//
// Twelve tiles are two register tiles of 6×4 or 6×2 vectors; with two of AVX-512's vectors they are one of 12×2, whose 24 sums
// hide the latency of the multiply-adds that 6×2 leave open where there are 32 registers.
internal static unsafe class RowProducts
{
    /// <summary>Rows of one call.</summary>
    public const int Rows = 2 * ConvolutionTile.Pixels;

    /// <summary>Input channels of a run where the caller is free to choose: a cache line, and enough turns of the loop for what comes around it.</summary>
    public const int RunChannels = 64 / sizeof(float);

    /// <summary>Whether one register tile of 12×2 is better than two of 6×4.</summary>
    public static bool SuitsWide<TVector>(int outputVectors)
        where TVector : struct, ISimdVector<TVector> => outputVectors == 2 && TVector.TileVectors == 4;

    /// <summary>Whether runs of so many channels can be multiplied: all tiles but 12×2 take two a turn, 6×4 fetch rows by the turns of short runs.</summary>
    public static bool Suits<TVector>(int outputVectors, int runChannels)
        where TVector : struct, ISimdVector<TVector> =>
        SuitsWide<TVector>(outputVectors) || (runChannels % 2 == 0 && (outputVectors == 2 || runChannels <= RunChannels));

    /// <summary>Steps of the loop, each of which fetches two addresses.</summary>
    /// <param name="inputs">Input channels, whole vectors.</param>
    /// <param name="outputVectors">Vectors of outputs.</param>
    public static int Steps<TVector>(int inputs, int outputVectors)
        where TVector : struct, ISimdVector<TVector>
    {
        if (SuitsWide<TVector>(outputVectors)) return inputs;
        return Rows / RowTile6x2.Rows * (outputVectors == 2 ? RowTile6x2.Steps(inputs) : RowTile6x4.Steps(inputs));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute<TVector>(
        float* rows, nint rowStep, int runs, int runChannels, nint runStep, float* weights, int outputVectors,
        float* products, nint productStep, nint productVectorStep, float* next, in Prefetch prefetch)
        where TVector : struct, ISimdVector<TVector>
    {
        if (SuitsWide<TVector>(outputVectors))
        {
            Compute12x2<TVector>(rows, rowStep, runs, runChannels, runStep, weights, products, productStep, productVectorStep, prefetch);
            return;
        }

        for (int row = 0; row < Rows; row += RowTile6x4.Rows)
        {
            Prefetch part = prefetch.After(row / RowTile6x4.Rows * Steps<TVector>(runs * runChannels, outputVectors) / 2);
            Compute6<TVector>(
                rows + row * rowStep, rowStep, runs, runChannels, runStep, weights, outputVectors, products + row * productStep, productStep, productVectorStep,
                row == 0 ? rows + RowTile6x4.Rows * rowStep : next, part);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compute6<TVector>(
        float* rows, nint rowStep, int runs, int runChannels, nint runStep, float* weights, int outputVectors,
        float* products, nint productStep, nint productVectorStep, float* next, in Prefetch prefetch)
        where TVector : struct, ISimdVector<TVector>
    {
        if (outputVectors == 4)
        {
            RowTile6x4.Compute<TVector>(rows, rowStep, runs, runChannels, runStep, weights, products, productStep, productVectorStep, next, prefetch);
        }
        else if (outputVectors == 2)
        {
            RowTile6x2.Compute<TVector>(rows, rowStep, runs, runChannels, runStep, weights, products, productStep, productVectorStep, prefetch);
        }
        else
        {
            var taps = new TileTaps(runs, 1, runChannels, runStep, 0) { Prefetch = prefetch };
            ConvolutionTile.Compute<TVector>(
                new TilePixels(rows, rowStep, ConvolutionTile.Pixels), taps, weights, outputVectors, new TileSums(products, productStep, productVectorStep));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Compute12x2<TVector>(
        float* rows, nint step, int runs, int runChannels, nint runStep, float* weights, float* products, nint productStep,
        nint productVectorStep, in Prefetch prefetch)
        where TVector : struct, ISimdVector<TVector>
    {
        TVector zero = TVector.Broadcast(0);
        TVector s000 = zero, s001 = zero, s010 = zero, s011 = zero;
        TVector s020 = zero, s021 = zero, s030 = zero, s031 = zero;
        TVector s040 = zero, s041 = zero, s050 = zero, s051 = zero;
        TVector s060 = zero, s061 = zero, s070 = zero, s071 = zero;
        TVector s080 = zero, s081 = zero, s090 = zero, s091 = zero;
        TVector s100 = zero, s101 = zero, s110 = zero, s111 = zero;
        float* fetch = prefetch.First;
        nint fetchDistance = prefetch.Distance, fetchStep = prefetch.Step;
        for (int run = 0; run < runs; run++)
        {
            // Three bases and four offsets reach twelve rows with seven registers.
            float* a = rows + run * runStep;
            float* b = a + 4 * step;
            float* c = b + 4 * step;
            nint first = 0, second = step, third = 2 * step, fourth = 3 * step;
            for (; first < runChannels; first++, second++, third++, fourth++)
            {
                TVector w0 = TVector.Load(weights), w1 = TVector.Load(weights + TVector.Count);
                TVector x00 = TVector.Broadcast(a[first]);
                s000 = TVector.MultiplyAdd(x00, w0, s000);
                s001 = TVector.MultiplyAdd(x00, w1, s001);
                TVector x01 = TVector.Broadcast(a[second]);
                s010 = TVector.MultiplyAdd(x01, w0, s010);
                s011 = TVector.MultiplyAdd(x01, w1, s011);
                TVector x02 = TVector.Broadcast(a[third]);
                s020 = TVector.MultiplyAdd(x02, w0, s020);
                s021 = TVector.MultiplyAdd(x02, w1, s021);
                TVector x03 = TVector.Broadcast(a[fourth]);
                s030 = TVector.MultiplyAdd(x03, w0, s030);
                s031 = TVector.MultiplyAdd(x03, w1, s031);
                TVector x04 = TVector.Broadcast(b[first]);
                s040 = TVector.MultiplyAdd(x04, w0, s040);
                s041 = TVector.MultiplyAdd(x04, w1, s041);
                TVector x05 = TVector.Broadcast(b[second]);
                s050 = TVector.MultiplyAdd(x05, w0, s050);
                s051 = TVector.MultiplyAdd(x05, w1, s051);
                TVector x06 = TVector.Broadcast(b[third]);
                s060 = TVector.MultiplyAdd(x06, w0, s060);
                s061 = TVector.MultiplyAdd(x06, w1, s061);
                TVector x07 = TVector.Broadcast(b[fourth]);
                s070 = TVector.MultiplyAdd(x07, w0, s070);
                s071 = TVector.MultiplyAdd(x07, w1, s071);
                TVector x08 = TVector.Broadcast(c[first]);
                s080 = TVector.MultiplyAdd(x08, w0, s080);
                s081 = TVector.MultiplyAdd(x08, w1, s081);
                TVector x09 = TVector.Broadcast(c[second]);
                s090 = TVector.MultiplyAdd(x09, w0, s090);
                s091 = TVector.MultiplyAdd(x09, w1, s091);
                TVector x10 = TVector.Broadcast(c[third]);
                s100 = TVector.MultiplyAdd(x10, w0, s100);
                s101 = TVector.MultiplyAdd(x10, w1, s101);
                TVector x11 = TVector.Broadcast(c[fourth]);
                s110 = TVector.MultiplyAdd(x11, w0, s110);
                s111 = TVector.MultiplyAdd(x11, w1, s111);
                weights += 2 * TVector.Count;
                Prefetch.Next(ref fetch, fetchDistance, fetchStep);
            }
        }

        TVector.Store(products, s000);
        TVector.Store(products + productVectorStep, s001);
        products += productStep;
        TVector.Store(products, s010);
        TVector.Store(products + productVectorStep, s011);
        products += productStep;
        TVector.Store(products, s020);
        TVector.Store(products + productVectorStep, s021);
        products += productStep;
        TVector.Store(products, s030);
        TVector.Store(products + productVectorStep, s031);
        products += productStep;
        TVector.Store(products, s040);
        TVector.Store(products + productVectorStep, s041);
        products += productStep;
        TVector.Store(products, s050);
        TVector.Store(products + productVectorStep, s051);
        products += productStep;
        TVector.Store(products, s060);
        TVector.Store(products + productVectorStep, s061);
        products += productStep;
        TVector.Store(products, s070);
        TVector.Store(products + productVectorStep, s071);
        products += productStep;
        TVector.Store(products, s080);
        TVector.Store(products + productVectorStep, s081);
        products += productStep;
        TVector.Store(products, s090);
        TVector.Store(products + productVectorStep, s091);
        products += productStep;
        TVector.Store(products, s100);
        TVector.Store(products + productVectorStep, s101);
        products += productStep;
        TVector.Store(products, s110);
        TVector.Store(products + productVectorStep, s111);
    }
}
