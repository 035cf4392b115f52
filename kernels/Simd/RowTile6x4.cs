using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// Twice six rows times four vectors of outputs, as RowProducts describes them: 24 sums, 4 weights and a broadcast of AVX-512's 32
// registers. Two input channels a turn: the loop's own arithmetic would cost a tenth of the time. With 16 channels to a vector
// its eight turns fetch the six rows' next vectors: Winograd's lie too far apart for the processor to foresee.
internal static unsafe class RowTile6x4
{
    private const int Rows = RowProducts.Rows / 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Compute<TVector>(
        float* rows, float* weights, float* products, float* next, in ProductLayout layout, in Prefetch prefetch)
        where TVector : struct, ISimdVector<TVector>
    {
        float* fetch = prefetch.First;
        nint fetchDistance = prefetch.Distance, fetchStep = prefetch.Step;
        nint step = layout.RowStep, productStep = layout.ProductStep, productVectorStep = layout.ProductVectorStep;
        for (int half = 0; half < 2; half++, rows += Rows * step)
        {
            TVector zero = TVector.Broadcast(0);
            TVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
            TVector s10 = zero, s11 = zero, s12 = zero, s13 = zero;
            TVector s20 = zero, s21 = zero, s22 = zero, s23 = zero;
            TVector s30 = zero, s31 = zero, s32 = zero, s33 = zero;
            TVector s40 = zero, s41 = zero, s42 = zero, s43 = zero;
            TVector s50 = zero, s51 = zero, s52 = zero, s53 = zero;
            float* weight = weights;
            for (int run = 0; run < layout.Runs; run++)
            {
                float* a = rows + run * layout.RunStep;
                float* b = a + 3 * step;
                float* ahead = run + 1 < layout.Runs ? a + layout.RunStep
                    : half == 0 ? b + 3 * step - run * layout.RunStep
                    : next;
                nint first = 0, second = step, third = 2 * step;
                for (; first < layout.RunChannels; first += 2, second += 2, third += 2)
                {
                    TVector w00 = TVector.Load(weight), w01 = TVector.Load(weight + TVector.Count),
                        w02 = TVector.Load(weight + 2 * TVector.Count), w03 = TVector.Load(weight + 3 * TVector.Count);
                    TVector x00 = TVector.Broadcast(a[first]);
                    s00 = TVector.MultiplyAdd(x00, w00, s00);
                    s01 = TVector.MultiplyAdd(x00, w01, s01);
                    s02 = TVector.MultiplyAdd(x00, w02, s02);
                    s03 = TVector.MultiplyAdd(x00, w03, s03);
                    TVector x01 = TVector.Broadcast(a[second]);
                    s10 = TVector.MultiplyAdd(x01, w00, s10);
                    s11 = TVector.MultiplyAdd(x01, w01, s11);
                    s12 = TVector.MultiplyAdd(x01, w02, s12);
                    s13 = TVector.MultiplyAdd(x01, w03, s13);
                    TVector x02 = TVector.Broadcast(a[third]);
                    s20 = TVector.MultiplyAdd(x02, w00, s20);
                    s21 = TVector.MultiplyAdd(x02, w01, s21);
                    s22 = TVector.MultiplyAdd(x02, w02, s22);
                    s23 = TVector.MultiplyAdd(x02, w03, s23);
                    TVector x03 = TVector.Broadcast(b[first]);
                    s30 = TVector.MultiplyAdd(x03, w00, s30);
                    s31 = TVector.MultiplyAdd(x03, w01, s31);
                    s32 = TVector.MultiplyAdd(x03, w02, s32);
                    s33 = TVector.MultiplyAdd(x03, w03, s33);
                    TVector x04 = TVector.Broadcast(b[second]);
                    s40 = TVector.MultiplyAdd(x04, w00, s40);
                    s41 = TVector.MultiplyAdd(x04, w01, s41);
                    s42 = TVector.MultiplyAdd(x04, w02, s42);
                    s43 = TVector.MultiplyAdd(x04, w03, s43);
                    TVector x05 = TVector.Broadcast(b[third]);
                    s50 = TVector.MultiplyAdd(x05, w00, s50);
                    s51 = TVector.MultiplyAdd(x05, w01, s51);
                    s52 = TVector.MultiplyAdd(x05, w02, s52);
                    s53 = TVector.MultiplyAdd(x05, w03, s53);
                    Prefetch.Next(ref fetch, fetchDistance, fetchStep);
                    TVector w10 = TVector.Load(weight + 4 * TVector.Count), w11 = TVector.Load(weight + 5 * TVector.Count),
                        w12 = TVector.Load(weight + 6 * TVector.Count), w13 = TVector.Load(weight + 7 * TVector.Count);
                    TVector x10 = TVector.Broadcast(a[first + 1]);
                    s00 = TVector.MultiplyAdd(x10, w10, s00);
                    s01 = TVector.MultiplyAdd(x10, w11, s01);
                    s02 = TVector.MultiplyAdd(x10, w12, s02);
                    s03 = TVector.MultiplyAdd(x10, w13, s03);
                    TVector x11 = TVector.Broadcast(a[second + 1]);
                    s10 = TVector.MultiplyAdd(x11, w10, s10);
                    s11 = TVector.MultiplyAdd(x11, w11, s11);
                    s12 = TVector.MultiplyAdd(x11, w12, s12);
                    s13 = TVector.MultiplyAdd(x11, w13, s13);
                    TVector x12 = TVector.Broadcast(a[third + 1]);
                    s20 = TVector.MultiplyAdd(x12, w10, s20);
                    s21 = TVector.MultiplyAdd(x12, w11, s21);
                    s22 = TVector.MultiplyAdd(x12, w12, s22);
                    s23 = TVector.MultiplyAdd(x12, w13, s23);
                    TVector x13 = TVector.Broadcast(b[first + 1]);
                    s30 = TVector.MultiplyAdd(x13, w10, s30);
                    s31 = TVector.MultiplyAdd(x13, w11, s31);
                    s32 = TVector.MultiplyAdd(x13, w12, s32);
                    s33 = TVector.MultiplyAdd(x13, w13, s33);
                    TVector x14 = TVector.Broadcast(b[second + 1]);
                    s40 = TVector.MultiplyAdd(x14, w10, s40);
                    s41 = TVector.MultiplyAdd(x14, w11, s41);
                    s42 = TVector.MultiplyAdd(x14, w12, s42);
                    s43 = TVector.MultiplyAdd(x14, w13, s43);
                    TVector x15 = TVector.Broadcast(b[third + 1]);
                    s50 = TVector.MultiplyAdd(x15, w10, s50);
                    s51 = TVector.MultiplyAdd(x15, w11, s51);
                    s52 = TVector.MultiplyAdd(x15, w12, s52);
                    s53 = TVector.MultiplyAdd(x15, w13, s53);
                    Prefetch.Next(ref fetch, fetchDistance, fetchStep);
                    Prefetch.Line(ahead);
                    ahead += step;
                    weight += 8 * TVector.Count;
                }
            }

            TVector.Store(products, s00);
            TVector.Store(products + productVectorStep, s01);
            TVector.Store(products + 2 * productVectorStep, s02);
            TVector.Store(products + 3 * productVectorStep, s03);
            products += productStep;
            TVector.Store(products, s10);
            TVector.Store(products + productVectorStep, s11);
            TVector.Store(products + 2 * productVectorStep, s12);
            TVector.Store(products + 3 * productVectorStep, s13);
            products += productStep;
            TVector.Store(products, s20);
            TVector.Store(products + productVectorStep, s21);
            TVector.Store(products + 2 * productVectorStep, s22);
            TVector.Store(products + 3 * productVectorStep, s23);
            products += productStep;
            TVector.Store(products, s30);
            TVector.Store(products + productVectorStep, s31);
            TVector.Store(products + 2 * productVectorStep, s32);
            TVector.Store(products + 3 * productVectorStep, s33);
            products += productStep;
            TVector.Store(products, s40);
            TVector.Store(products + productVectorStep, s41);
            TVector.Store(products + 2 * productVectorStep, s42);
            TVector.Store(products + 3 * productVectorStep, s43);
            products += productStep;
            TVector.Store(products, s50);
            TVector.Store(products + productVectorStep, s51);
            TVector.Store(products + 2 * productVectorStep, s52);
            TVector.Store(products + 3 * productVectorStep, s53);
            products += productStep;
        }
    }
}
