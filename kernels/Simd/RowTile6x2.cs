using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// Twice six rows times two vectors of outputs, as RowProducts describes them: 12 sums, 2 weights and a broadcast of AVX2's 16
// registers. Two input channels a turn: the loop's own arithmetic would cost a tenth of the time.
internal static unsafe class RowTile6x2
{
    private const int Rows = RowProducts.Rows / 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Compute<TVector>(
        float* rows, float* weights, float* products, in ProductLayout layout, in Prefetch prefetch)
        where TVector : struct, ISimdVector<TVector>
    {
        float* fetch = prefetch.First;
        nint fetchDistance = prefetch.Distance, fetchStep = prefetch.Step;
        nint step = layout.RowStep, productStep = layout.ProductStep, productVectorStep = layout.ProductVectorStep;
        for (int half = 0; half < 2; half++, rows += Rows * step)
        {
            TVector zero = TVector.Broadcast(0);
            TVector s00 = zero, s01 = zero;
            TVector s10 = zero, s11 = zero;
            TVector s20 = zero, s21 = zero;
            TVector s30 = zero, s31 = zero;
            TVector s40 = zero, s41 = zero;
            TVector s50 = zero, s51 = zero;
            float* weight = weights;
            for (int run = 0; run < layout.Runs; run++)
            {
                float* a = rows + run * layout.RunStep;
                float* b = a + 3 * step;
                nint first = 0, second = step, third = 2 * step;
                for (; first < layout.RunChannels; first += 2, second += 2, third += 2)
                {
                    TVector w00 = TVector.Load(weight), w01 = TVector.Load(weight + TVector.Count);
                    TVector x00 = TVector.Broadcast(a[first]);
                    s00 = TVector.MultiplyAdd(x00, w00, s00);
                    s01 = TVector.MultiplyAdd(x00, w01, s01);
                    TVector x01 = TVector.Broadcast(a[second]);
                    s10 = TVector.MultiplyAdd(x01, w00, s10);
                    s11 = TVector.MultiplyAdd(x01, w01, s11);
                    TVector x02 = TVector.Broadcast(a[third]);
                    s20 = TVector.MultiplyAdd(x02, w00, s20);
                    s21 = TVector.MultiplyAdd(x02, w01, s21);
                    TVector x03 = TVector.Broadcast(b[first]);
                    s30 = TVector.MultiplyAdd(x03, w00, s30);
                    s31 = TVector.MultiplyAdd(x03, w01, s31);
                    TVector x04 = TVector.Broadcast(b[second]);
                    s40 = TVector.MultiplyAdd(x04, w00, s40);
                    s41 = TVector.MultiplyAdd(x04, w01, s41);
                    TVector x05 = TVector.Broadcast(b[third]);
                    s50 = TVector.MultiplyAdd(x05, w00, s50);
                    s51 = TVector.MultiplyAdd(x05, w01, s51);
                    TVector w10 = TVector.Load(weight + 2 * TVector.Count), w11 = TVector.Load(weight + 3 * TVector.Count);
                    TVector x10 = TVector.Broadcast(a[first + 1]);
                    s00 = TVector.MultiplyAdd(x10, w10, s00);
                    s01 = TVector.MultiplyAdd(x10, w11, s01);
                    TVector x11 = TVector.Broadcast(a[second + 1]);
                    s10 = TVector.MultiplyAdd(x11, w10, s10);
                    s11 = TVector.MultiplyAdd(x11, w11, s11);
                    TVector x12 = TVector.Broadcast(a[third + 1]);
                    s20 = TVector.MultiplyAdd(x12, w10, s20);
                    s21 = TVector.MultiplyAdd(x12, w11, s21);
                    TVector x13 = TVector.Broadcast(b[first + 1]);
                    s30 = TVector.MultiplyAdd(x13, w10, s30);
                    s31 = TVector.MultiplyAdd(x13, w11, s31);
                    TVector x14 = TVector.Broadcast(b[second + 1]);
                    s40 = TVector.MultiplyAdd(x14, w10, s40);
                    s41 = TVector.MultiplyAdd(x14, w11, s41);
                    TVector x15 = TVector.Broadcast(b[third + 1]);
                    s50 = TVector.MultiplyAdd(x15, w10, s50);
                    s51 = TVector.MultiplyAdd(x15, w11, s51);
                    Prefetch.Next(ref fetch, fetchDistance, fetchStep);
                    weight += 4 * TVector.Count;
                }
            }

            TVector.Store(products, s00);
            TVector.Store(products + productVectorStep, s01);
            products += productStep;
            TVector.Store(products, s10);
            TVector.Store(products + productVectorStep, s11);
            products += productStep;
            TVector.Store(products, s20);
            TVector.Store(products + productVectorStep, s21);
            products += productStep;
            TVector.Store(products, s30);
            TVector.Store(products + productVectorStep, s31);
            products += productStep;
            TVector.Store(products, s40);
            TVector.Store(products + productVectorStep, s41);
            products += productStep;
            TVector.Store(products, s50);
            TVector.Store(products + productVectorStep, s51);
            products += productStep;
        }
    }
}
