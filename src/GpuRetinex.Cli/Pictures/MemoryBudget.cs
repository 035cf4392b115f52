using GpuRetinex.Imaging;

namespace GpuRetinex.Cli.Pictures;

/// <summary>
/// What is left for the network's intermediate results. The program's own memory is taken as it was before the first picture:
/// what a device keeps from one picture serves the next, and must not count against it.
/// </summary>
/// <param name="maximum">Bytes that the process may use, or null for a share of the machine's.</param>
/// <param name="overlaps">
/// Whether, while a picture is computed, another of at most its size is decoded and yet another is encoded.
/// </param>
internal sealed class MemoryBudget(long? maximum, bool overlaps)
{
    /// <summary>The share of the machine's memory that is taken unasked.</summary>
    private const double UnaskedShare = 0.6;

    /// <summary>Prepared weights, scratch of the threads, compiled code, and what decoding and encoding take.</summary>
    private const long Overhead = 192L << 20;

    private const int ColourBytes = 3 * sizeof(float);

    private readonly long _program = Environment.WorkingSet;

    /// <param name="picture">The picture.</param>
    /// <param name="computed">Bytes per pixel of it that what is made of it takes on the host.</param>
    /// <returns>Bytes; negative where the limit is used up already.</returns>
    public long ForDevice(Picture picture, long computed)
    {
        long decoded = ColourBytes + (picture.BitDepth / 8 * 4), perPixel = decoded + computed;
        if (overlaps) perPixel += decoded + perPixel;
        long limit = maximum ?? (long)(UnaskedShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        return limit - _program - Overhead - (perPixel * picture.Width * picture.Height);
    }
}
