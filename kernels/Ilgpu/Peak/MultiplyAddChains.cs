using System.Runtime.CompilerServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu.Peak;

/// <summary>
/// Sixteen independent chains of multiply-adds in every thread, in registers: as many as hide the latency of one, and few enough
/// for any GPU's registers. Four rounds between two looks at the loop's counter, so that its cost vanishes.
/// </summary>
internal static class MultiplyAddChains
{
    private const int Chains = 16;
    private const int Rounds = 4;
    private const int Steps = 256;

    /// <summary>Operations of one thread.</summary>
    public const double Operations = 2.0 * Steps * Rounds * Chains;

    /// <summary>One thread for each element of the output, which receives the sum of all chains so that none can be left out.</summary>
    internal static void Compute(MultiplyAddArguments arguments)
    {
        float factor = arguments.Factor;
        var term = new Float4(factor, factor, factor, factor);
        Float4 a = term, b = term, c = term, d = term;
        for (int step = 0; step < Steps; step++)
        {
            a = Round(factor, a, term);
            b = Round(factor, b, term);
            c = Round(factor, c, term);
            d = Round(factor, d, term);
        }

        arguments.Output[Grid.GlobalIndex.X] = Sum(a) + Sum(b) + Sum(c) + Sum(d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4 Round(float factor, Float4 x, Float4 term)
    {
        x = Float4.MultiplyAdd(factor, x, term);
        x = Float4.MultiplyAdd(factor, x, term);
        x = Float4.MultiplyAdd(factor, x, term);
        return Float4.MultiplyAdd(factor, x, term);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Float4 x) => x.X + x.Y + x.Z + x.W;
}
