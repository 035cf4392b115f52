namespace GpuRetinex.Perf.Static;

/// <summary>What counts of an NVIDIA architecture (CUDA C++ Programming Guide, table of technical specifications).</summary>
/// <param name="Major">Compute capability before the point.</param>
/// <param name="Minor">Compute capability behind it.</param>
/// <param name="Lanes">Multiply-adds in float32 that one of a multiprocessor's four schedulers starts in a cycle.</param>
/// <param name="MostWarps">Warps that a multiprocessor holds at most.</param>
/// <param name="SharedBytes">Shared memory of a multiprocessor.</param>
internal sealed record NvidiaTarget(int Major, int Minor, int Lanes, int MostWarps, int SharedBytes)
{
    /// <summary>Schedulers of a multiprocessor.</summary>
    public const int Schedulers = 4;

    /// <summary>Threads of a warp.</summary>
    public const int WarpThreads = 32;

    private const int Registers = 65536;

    /// <summary>Turing, Ampere for desktops, Hopper.</summary>
    public static IReadOnlyList<NvidiaTarget> All { get; } =
    [
        new(7, 5, Lanes: 16, MostWarps: 32, SharedBytes: 64 << 10),
        new(8, 6, Lanes: 32, MostWarps: 48, SharedBytes: 100 << 10),
        new(9, 0, Lanes: 32, MostWarps: 64, SharedBytes: 228 << 10),
    ];

    /// <summary>The assembler's name, such as "sm_86".</summary>
    public string Name => $"sm_{Major}{Minor}";

    /// <summary>Warps that each scheduler has to choose from.</summary>
    /// <param name="groupSize">Threads of a group.</param>
    /// <param name="registers">Registers of a thread.</param>
    /// <param name="shared">Shared memory of a group in bytes.</param>
    public int WarpsPerScheduler(int groupSize, int registers, int shared)
    {
        int warps = groupSize / WarpThreads, roundedRegisters = (registers + 7) / 8 * 8;
        int groups = Math.Min(Registers / (roundedRegisters * groupSize), MostWarps / warps);
        if (shared > 0) groups = Math.Min(groups, SharedBytes / shared);
        return groups * warps / Schedulers;
    }
}
