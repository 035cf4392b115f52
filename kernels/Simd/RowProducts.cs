using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// A matrix product of twelve rows: twelve of Winograd's transformed tiles at one position, or the taps of twelve pixels.
//
//   rows      row t, run r of input channels, channel c of it at t·RowStep + r·RunStep + c (ProductLayout)
//   weights   [runs · channels of a run][width], contiguous
//   products  row t, output vector w at t·ProductStep + w·ProductVectorStep, overwritten
//   next      the rows that are multiplied next, in the same order; tiles of 6×4 fetch them and their own next vectors
//   prefetch  what else to fetch meanwhile, in Steps steps
//
// What is multiplied at a time depends on the width: one register tile of 12×1 or, with 32 registers, of 12×2 vectors, or two of
// 6×4 or 6×2.
internal static unsafe class RowProducts
{
    /// <summary>Rows of one call.</summary>
    public const int Rows = 12;

    /// <summary>
    /// Input channels of a run where the caller is free to choose: a cache line, and enough turns of the loop for what comes
    /// around it.
    /// </summary>
    public const int RunChannels = 64 / sizeof(float);

    /// <summary>
    /// Whether runs of so many channels can be multiplied: tiles of six rows take two channels a turn, and those of 6×4 fetch
    /// rows by the turns of short runs.
    /// </summary>
    public static bool Suits<TVector>(int outputVectors, int runChannels)
        where TVector : struct, ISimdVector<TVector> =>
        outputVectors == 1 || SuitsWide<TVector>(outputVectors)
        || (runChannels % 2 == 0 && (outputVectors == 2 || runChannels <= RunChannels));

    /// <summary>Steps of the loop, each of which fetches two addresses.</summary>
    /// <param name="inputs">Input channels of all runs.</param>
    /// <param name="outputVectors">Vectors of outputs: 1, 2 or 4.</param>
    public static int Steps(int inputs, int outputVectors) => inputs * StepsOfInput(outputVectors);

    /// <summary>Steps for each input channel.</summary>
    /// <param name="outputVectors">Vectors of outputs: 1, 2 or 4.</param>
    public static int StepsOfInput(int outputVectors) => outputVectors == 4 ? 2 : 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Compute<TVector>(
        float* rows, float* weights, int outputVectors, float* products, float* next, in ProductLayout layout,
        in Prefetch prefetch)
        where TVector : struct, ISimdVector<TVector>
    {
        if (SuitsWide<TVector>(outputVectors)) RowTile12x2.Compute<TVector>(rows, weights, products, layout, prefetch);
        else if (outputVectors == 4) RowTile6x4.Compute<TVector>(rows, weights, products, next, layout, prefetch);
        else if (outputVectors == 2) RowTile6x2.Compute<TVector>(rows, weights, products, layout, prefetch);
        else RowTile12x1.Compute<TVector>(rows, weights, products, layout, prefetch);
    }

    private static bool SuitsWide<TVector>(int outputVectors)
        where TVector : struct, ISimdVector<TVector> => outputVectors == 2 && TVector.TileVectors == 4;
}
