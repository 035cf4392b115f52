using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// Twelve rows times one vector of outputs, as RowProducts describes them: 12 sums and a weight of at least 16 registers.
internal static unsafe class RowTile12x1
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Compute<TVector>(
        float* rows, float* weights, float* products, in ProductLayout layout, in Prefetch prefetch)
        where TVector : struct, ISimdVector<TVector>
    {
        TVector zero = TVector.Broadcast(0);
        TVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
        TVector s04 = zero, s05 = zero, s06 = zero, s07 = zero;
        TVector s08 = zero, s09 = zero, s10 = zero, s11 = zero;
        float* fetch = prefetch.First;
        nint step = layout.RowStep, fetchDistance = prefetch.Distance, fetchStep = prefetch.Step;
        for (int run = 0; run < layout.Runs; run++, rows += layout.RunStep)
        {
            float* a = rows;
            float* b = a + 4 * step;
            float* c = b + 4 * step;
            nint first = 0, second = step, third = 2 * step, fourth = 3 * step;
            for (; first < layout.RunChannels; first++, second++, third++, fourth++)
            {
                TVector weight = TVector.Load(weights);
                s00 = TVector.MultiplyAdd(TVector.Broadcast(a[first]), weight, s00);
                s01 = TVector.MultiplyAdd(TVector.Broadcast(a[second]), weight, s01);
                s02 = TVector.MultiplyAdd(TVector.Broadcast(a[third]), weight, s02);
                s03 = TVector.MultiplyAdd(TVector.Broadcast(a[fourth]), weight, s03);
                s04 = TVector.MultiplyAdd(TVector.Broadcast(b[first]), weight, s04);
                s05 = TVector.MultiplyAdd(TVector.Broadcast(b[second]), weight, s05);
                s06 = TVector.MultiplyAdd(TVector.Broadcast(b[third]), weight, s06);
                s07 = TVector.MultiplyAdd(TVector.Broadcast(b[fourth]), weight, s07);
                s08 = TVector.MultiplyAdd(TVector.Broadcast(c[first]), weight, s08);
                s09 = TVector.MultiplyAdd(TVector.Broadcast(c[second]), weight, s09);
                s10 = TVector.MultiplyAdd(TVector.Broadcast(c[third]), weight, s10);
                s11 = TVector.MultiplyAdd(TVector.Broadcast(c[fourth]), weight, s11);
                weights += TVector.Count;
                Prefetch.Next(ref fetch, fetchDistance, fetchStep);
            }
        }

        TVector.Store(products, s00);
        products += layout.ProductStep;
        TVector.Store(products, s01);
        products += layout.ProductStep;
        TVector.Store(products, s02);
        products += layout.ProductStep;
        TVector.Store(products, s03);
        products += layout.ProductStep;
        TVector.Store(products, s04);
        products += layout.ProductStep;
        TVector.Store(products, s05);
        products += layout.ProductStep;
        TVector.Store(products, s06);
        products += layout.ProductStep;
        TVector.Store(products, s07);
        products += layout.ProductStep;
        TVector.Store(products, s08);
        products += layout.ProductStep;
        TVector.Store(products, s09);
        products += layout.ProductStep;
        TVector.Store(products, s10);
        products += layout.ProductStep;
        TVector.Store(products, s11);
    }
}
