using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// Twelve rows times two vectors of outputs, as RowProducts describes them: 24 sums, which hide the latency of the multiply-adds
// that 6×2 leave open where there are 32 registers.
internal static unsafe class RowTile12x2
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Compute<TVector>(
        float* rows, float* weights, float* products, in ProductLayout layout, in Prefetch prefetch)
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
        nint step = layout.RowStep, fetchDistance = prefetch.Distance, fetchStep = prefetch.Step;
        for (int run = 0; run < layout.Runs; run++, rows += layout.RunStep)
        {
            // Three bases and four offsets reach twelve rows with seven registers.
            float* a = rows;
            float* b = a + 4 * step;
            float* c = b + 4 * step;
            nint first = 0, second = step, third = 2 * step, fourth = 3 * step;
            for (; first < layout.RunChannels; first++, second++, third++, fourth++)
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

        nint productStep = layout.ProductStep, productVectorStep = layout.ProductVectorStep;
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
