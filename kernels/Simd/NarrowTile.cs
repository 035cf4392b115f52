using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// The inner loops of direct convolution with one to three output channels, such as the last of every network: the lanes are input
// channels, where ConvolutionTile's would stay mostly empty. Three pixels times three outputs are nine sums of vectors, whose
// lanes are added at the end; per nine multiply-adds there are six loads.
//
//   pixels   six pointers as in ConvolutionTile; channels are whole vectors
//   weights  [taps][vectors of input channels][3][lanes], zeros for outputs that don't exist
//   sums     six pixels' three numbers, overwritten
internal static unsafe class NarrowTile
{
    public const int Outputs = 3;

    /// <summary>Pixels after which the bias of outputs that lie without gaps comes to the end of a vector, whatever its width.</summary>
    public const int BiasPixels = 16;

    /// <summary>The bias of <see cref="BiasPixels"/> pixels, zeros for outputs that don't exist.</summary>
    public static float[] RepeatBias(float[]? bias)
    {
        var repeated = new float[BiasPixels * Outputs];
        for (int pixel = 0; pixel < BiasPixels; pixel++) bias?.CopyTo(repeated, pixel * Outputs);
        return repeated;
    }

    /// <summary>Whether layers of so many channels are computed this way.</summary>
    public static bool Suits<TVector>(int inputs, int outputs)
        where TVector : struct, ISimdVector<TVector> => outputs <= Outputs && inputs % TVector.Count == 0;

    public static void Compute<TVector>(in TilePixels pixels, in TileTaps taps, float* weights, in TileSums sums)
        where TVector : struct, ISimdVector<TVector>
    {
        Compute3<TVector>(pixels.P0, pixels.P1, pixels.P2, taps, weights, sums.Data, sums.PixelStep);
        Compute3<TVector>(pixels.P3, pixels.P4, pixels.P5, taps, weights, sums.Data + 3 * sums.PixelStep, sums.PixelStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Compute3<TVector>(
        float* p0, float* p1, float* p2, in TileTaps taps, float* weights, float* target, nint pixelStep)
        where TVector : struct, ISimdVector<TVector>
    {
        TVector zero = TVector.Broadcast(0);
        TVector s00 = zero, s01 = zero, s02 = zero;
        TVector s10 = zero, s11 = zero, s12 = zero;
        TVector s20 = zero, s21 = zero, s22 = zero;
        for (int ky = 0; ky < taps.Height; ky++)
        {
            for (int kx = 0; kx < taps.Width; kx++)
            {
                nint tap = ky * taps.RowStep + kx * taps.ColumnStep;
                for (nint channel = tap; channel < tap + taps.Channels; channel += TVector.Count)
                {
                    TVector w0 = TVector.Load(weights), w1 = TVector.Load(weights + TVector.Count);
                    TVector w2 = TVector.Load(weights + 2 * TVector.Count);
                    TVector x0 = TVector.Load(p0 + channel);
                    s00 = TVector.MultiplyAdd(x0, w0, s00);
                    s01 = TVector.MultiplyAdd(x0, w1, s01);
                    s02 = TVector.MultiplyAdd(x0, w2, s02);
                    TVector x1 = TVector.Load(p1 + channel);
                    s10 = TVector.MultiplyAdd(x1, w0, s10);
                    s11 = TVector.MultiplyAdd(x1, w1, s11);
                    s12 = TVector.MultiplyAdd(x1, w2, s12);
                    TVector x2 = TVector.Load(p2 + channel);
                    s20 = TVector.MultiplyAdd(x2, w0, s20);
                    s21 = TVector.MultiplyAdd(x2, w1, s21);
                    s22 = TVector.MultiplyAdd(x2, w2, s22);
                    weights += Outputs * TVector.Count;
                }
            }
        }

        Store(target, TVector.Sum(s00), TVector.Sum(s01), TVector.Sum(s02));
        Store(target + pixelStep, TVector.Sum(s10), TVector.Sum(s11), TVector.Sum(s12));
        Store(target + 2 * pixelStep, TVector.Sum(s20), TVector.Sum(s21), TVector.Sum(s22));
    }

    private static void Store(float* target, float first, float second, float third)
    {
        target[0] = first;
        target[1] = second;
        target[2] = third;
    }
}
