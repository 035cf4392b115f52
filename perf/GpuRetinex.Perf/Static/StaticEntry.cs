namespace GpuRetinex.Perf.Static;

/// <summary>What the compiler for one GPU makes of one kernel, for one shape.</summary>
/// <param name="Kernel">Family and kernel.</param>
/// <param name="Shape">Kernel size, channels, output size.</param>
/// <param name="Target">The GPU or its architecture.</param>
/// <param name="Registers">Of a thread.</param>
/// <param name="Spills">Bytes stored to and loaded from memory for want of registers.</param>
/// <param name="SharedBytes">Of a group.</param>
/// <param name="WavesPerSimd">Warps or waves that a scheduler has to choose from.</param>
/// <param name="Instructions">Of the whole kernel.</param>
/// <param name="FmaShare">Share of multiply-adds in the hot loop, with what the loop around it adds, loads included.</param>
/// <param name="InverseThroughput">NVIDIA: cycles of one round of that loop on one scheduler, by the formula of the report; AMD:
/// the driver's figure.</param>
/// <param name="LoadBits">Width of the narrowest load from global memory in it.</param>
/// <param name="PredictedPercentOfPeak">By the formula of the report.</param>
internal sealed record StaticEntry(
    string Kernel,
    string Shape,
    string Target,
    int Registers,
    int Spills,
    int SharedBytes,
    int WavesPerSimd,
    int Instructions,
    double FmaShare,
    double InverseThroughput,
    int LoadBits,
    double PredictedPercentOfPeak)
{
    private const double Tolerance = 0.05;

    /// <summary>What is worse than it was; empty where nothing is.</summary>
    public IEnumerable<string> WorseThan(StaticEntry before)
    {
        if (Spills > before.Spills) yield return $"{Spills} bytes are spilled, {before.Spills} were";
        if (FmaShare < before.FmaShare * (1 - Tolerance))
            yield return FormattableString.Invariant(
                $"multiply-adds are {FmaShare:P1} of the hot loop, were {before.FmaShare:P1}");
        if (InverseThroughput > before.InverseThroughput * (1 + Tolerance))
            yield return FormattableString.Invariant(
                $"a round takes {InverseThroughput:F0} cycles, took {before.InverseThroughput:F0}");
        if (PredictedPercentOfPeak < before.PredictedPercentOfPeak * (1 - Tolerance))
            yield return FormattableString.Invariant(
                $"{PredictedPercentOfPeak:F1} % of the peak are predicted, were {before.PredictedPercentOfPeak:F1} %");
    }
}
