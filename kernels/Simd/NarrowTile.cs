using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// The inner loops of direct convolution with one to three output channels, such as the last of every network: the lanes are input
// channels, where ConvolutionTile's would stay mostly empty. Three pixels times three outputs are nine sums of vectors, whose
// lanes are added at the end, three vectors' at once; per nine multiply-adds there are six loads. A single output has three sums.
//
//   pixels   six pointers as in ConvolutionTile; channels are whole vectors
//   weights  [taps][vectors of input channels][1 or 3 outputs][lanes], zeros for outputs that don't exist
//   sums     six pixels' one or three numbers without gaps, overwritten, and one number behind them
internal static unsafe class NarrowTile
{
    /// <summary>The most output channels.</summary>
    public const int Outputs = 3;

    /// <summary>
    /// Pixels after which the bias of outputs that lie without gaps comes to the end of a vector, whatever its width.
    /// </summary>
    public const int BiasPixels = 16;

    /// <summary>Outputs that are computed for so many that exist.</summary>
    public static int WidthOf(int outputs) => outputs == 1 ? 1 : Outputs;

    /// <summary>The bias of <see cref="BiasPixels"/> pixels, zeros for outputs that don't exist.</summary>
    public static float[] RepeatBias(float[]? bias, int outputs)
    {
        int width = WidthOf(outputs);
        var repeated = new float[BiasPixels * width];
        for (int pixel = 0; pixel < BiasPixels; pixel++) bias?.CopyTo(repeated, pixel * width);
        return repeated;
    }

    /// <summary>Whether layers of so many channels are computed this way.</summary>
    public static bool Suits<TVector>(int inputs, int outputs)
        where TVector : struct, ISimdVector<TVector> => outputs <= Outputs && inputs % TVector.Count == 0;

    /// <summary>Computes a tile of six pixels.</summary>
    /// <param name="width">1 or 3 outputs, as <see cref="WidthOf"/> says.</param>
    public static void Compute<TVector>(in TilePixels pixels, in TileTaps taps, float* weights, int width, float* sums)
        where TVector : struct, ISimdVector<TVector>
    {
        if (width == 1)
        {
            Compute3x1<TVector>(pixels.P0, pixels.P1, pixels.P2, taps, weights, sums);
            Compute3x1<TVector>(pixels.P3, pixels.P4, pixels.P5, taps, weights, sums + 3);
            return;
        }

        Compute3x3<TVector>(pixels.P0, pixels.P1, pixels.P2, taps, weights, sums);
        Compute3x3<TVector>(pixels.P3, pixels.P4, pixels.P5, taps, weights, sums + 3 * Outputs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Compute3x3<TVector>(float* p0, float* p1, float* p2, in TileTaps taps, float* weights, float* sums)
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

        Sums(s00, s01, s02).Store(sums);
        Sums(s10, s11, s12).Store(sums + Outputs);
        Sums(s20, s21, s22).Store(sums + 2 * Outputs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Compute3x1<TVector>(float* p0, float* p1, float* p2, in TileTaps taps, float* weights, float* sums)
        where TVector : struct, ISimdVector<TVector>
    {
        TVector s0 = TVector.Broadcast(0), s1 = s0, s2 = s0;
        for (int ky = 0; ky < taps.Height; ky++)
        {
            for (int kx = 0; kx < taps.Width; kx++)
            {
                nint tap = ky * taps.RowStep + kx * taps.ColumnStep;
                for (nint channel = tap; channel < tap + taps.Channels; channel += TVector.Count)
                {
                    TVector weight = TVector.Load(weights);
                    s0 = TVector.MultiplyAdd(TVector.Load(p0 + channel), weight, s0);
                    s1 = TVector.MultiplyAdd(TVector.Load(p1 + channel), weight, s1);
                    s2 = TVector.MultiplyAdd(TVector.Load(p2 + channel), weight, s2);
                    weights += TVector.Count;
                }
            }
        }

        Sums(s0, s1, s2).Store(sums);
    }

    /// <summary>The sums of three vectors' lanes, and a fourth number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sums<TVector>(TVector first, TVector second, TVector third)
        where TVector : struct, ISimdVector<TVector>
    {
        Vector128<float> a = TVector.Fold(first), b = TVector.Fold(second), c = TVector.Fold(third);
        if (!Sse.IsSupported) return Vector128.Create(Vector128.Sum(a), Vector128.Sum(b), Vector128.Sum(c), 0);
        Vector128<float> ab = Sse.UnpackLow(a, b) + Sse.UnpackHigh(a, b), cc = Sse.UnpackLow(c, c) + Sse.UnpackHigh(c, c);
        return Sse.MoveLowToHigh(ab, cc) + Sse.MoveHighToLow(cc, ab);
    }
}
