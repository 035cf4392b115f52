using GpuRetinex.Kernels.Ilgpu;

namespace GpuRetinex.Perf.Static;

/// <summary>The ILGPU kernels as NVIDIA's assembler compiles them.</summary>
internal static class NvidiaAnalysis
{
    /// <summary>How the prediction is made.</summary>
    public const string Formula = """
        sm_*: a round is one pass through the hot loop; code behind a conditional jump counts by the share of rounds that
        enter it (where a tap begins). On one of the four schedulers of a multiprocessor it takes max(I, F · 32 / L, 4 · W)
        cycles: I instructions, F of them multiply-adds on L lanes, W turns of 128 bytes in the memory pipe, which the four
        share (1 for a warp's access of 32 bits a lane, 2 for a wider one: half the lanes or more share an address).
        Predicted share of the peak = F · 32 / L over these cycles, times the share of the computed sums that the output
        needs, times min(1, warps · cycles / (cycles + 500)): a round waits about 500 cycles for its loads, which the
        scheduler's other warps fill.
        """;

    /// <summary>Every case on every target.</summary>
    public static IEnumerable<StaticEntry> Run(NvidiaTools tools)
    {
        foreach (IGrouping<string, StaticCase> cases in StaticCase.All.GroupBy(benchmark => benchmark.Kernel))
        {
            KernelListing kernel = KernelListing.All().Single(listing => listing.Name == cases.Key);
            foreach (NvidiaTarget target in NvidiaTarget.All)
            {
                var assembled = tools.Assemble(kernel.ToPtx(target.Major, target.Minor), target);
                foreach (StaticCase benchmark in cases) yield return Judge(kernel, target, benchmark, assembled);
            }
        }
    }

    private static StaticEntry Judge(
        KernelListing kernel, NvidiaTarget target, StaticCase benchmark,
        (SassListing Code, int Registers, int Spills, int Shared) assembled)
    {
        SassListing code = assembled.Code;
        (int First, int Last) hot = code.HotLoop;
        Instructions round = code.Measure(hot, benchmark.BranchShare);
        double multiplying = round.MultiplyAdds * NvidiaTarget.WarpThreads / target.Lanes;
        double cycles = Math.Max(Math.Max(round.Count, multiplying), NvidiaTarget.Schedulers * round.Wavefronts);
        int warps = target.WarpsPerScheduler(kernel.GroupSize, assembled.Registers, assembled.Shared);
        double predicted = 100 * multiplying / cycles * benchmark.UsefulShare * Latency.Hidden(warps, cycles);
        return new StaticEntry(
            $"ilgpu/{kernel.Name}", benchmark.Shape, target.Name, assembled.Registers, assembled.Spills, assembled.Shared, warps,
            code.Count,
            round.MultiplyAddShare, cycles, code.NarrowestLoad(hot), predicted);
    }
}
