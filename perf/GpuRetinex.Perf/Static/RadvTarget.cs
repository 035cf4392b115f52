namespace GpuRetinex.Perf.Static;

/// <summary>What counts of an AMD architecture (RDNA and Vega instruction set manuals, Mesa's ac_gpu_info).</summary>
/// <param name="Name">The family as RADV_FORCE_FAMILY takes it.</param>
/// <param name="Simds">SIMD units of a compute unit, which share its memory pipes of 128 bytes a clock.</param>
/// <param name="Lanes">Lanes of a SIMD unit.</param>
internal sealed record RadvTarget(string Name, int Simds, int Lanes)
{
    /// <summary>RDNA 2, GCN 5, RDNA 3, of which the peak counts without dual issue.</summary>
    public static IReadOnlyList<RadvTarget> All { get; } =
        [new("navi21", Simds: 2, Lanes: 32), new("vega10", Simds: 4, Lanes: 16), new("gfx1100", Simds: 2, Lanes: 32)];
}
