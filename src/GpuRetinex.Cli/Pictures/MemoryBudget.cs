namespace GpuRetinex.Cli.Pictures;

/// <summary>
/// What is left for the network's intermediate results. The program's own memory is taken as it was before the first picture:
/// what a device keeps from one picture serves the next, and must not count against it.
/// </summary>
/// <param name="maximum">Bytes that the process may use, or null for a share of the machine's.</param>
internal sealed class MemoryBudget(long? maximum)
{
    /// <summary>The share of the machine's memory that is taken unasked.</summary>
    private const double UnaskedShare = 0.6;

    /// <summary>Prepared weights, scratch of the threads, compiled code, and what decoding and encoding take.</summary>
    private const long Overhead = 192L << 20;

    private readonly long _program = Environment.WorkingSet;

    /// <param name="hostBytes">What the picture takes beside the device's memory.</param>
    /// <returns>Bytes; negative where the limit is used up already.</returns>
    public long ForDevice(long hostBytes)
    {
        long limit = maximum ?? (long)(UnaskedShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        return limit - _program - Overhead - hostBytes;
    }
}
