namespace GpuRetinex.Perf.Static;

/// <summary>The wait of a loop's loads, and how far other waves fill it.</summary>
internal static class Latency
{
    /// <summary>Cycles from a load to its data, by and large, on the GPUs looked at.</summary>
    private const double Cycles = 500;

    /// <summary>The share of the time that a scheduler works, for waves that work and then wait.</summary>
    /// <param name="waves">Waves that the scheduler has to choose from.</param>
    /// <param name="cycles">Cycles of work of one round.</param>
    public static double Hidden(int waves, double cycles) => Math.Min(1, waves * cycles / (cycles + Cycles));
}
