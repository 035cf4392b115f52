using GpuRetinex.Imaging;

namespace GpuRetinex.Cli.Enhancement;

/// <summary>
/// What is left for the network's intermediate results. The program's own memory is taken as it was before the first picture:
/// what a device keeps from one picture serves the next, and must not count against it.
/// </summary>
/// <param name="settings">The user's limit, and what is kept of each picture.</param>
/// <param name="overlaps">
/// Whether, while a picture is computed, another of at most its size is decoded and yet another is encoded.
/// </param>
internal sealed class MemoryBudget(EnhanceSettings settings, bool overlaps)
{
    /// <summary>The share of the machine's memory that is taken unasked.</summary>
    private const double UnaskedShare = 0.6;

    /// <summary>Prepared weights, scratch of the threads, compiled code, and what decoding and encoding take.</summary>
    private const long Overhead = 192L << 20;

    private const int ColourBytes = 3 * sizeof(float);

    /// <summary>Channels of all outputs of ISSR but the image.</summary>
    private const int StageChannels = 3 + 1 + 3 + 3 + 1;

    private readonly long _program = Environment.WorkingSet;

    /// <returns>Bytes; negative where the limit is used up already.</returns>
    public long ForDevice(Picture picture)
    {
        long limit = settings.MaxMemory ?? (long)(UnaskedShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        return limit - _program - Overhead - HostBytes(picture);
    }

    private long HostBytes(Picture picture)
    {
        long integers = picture.BitDepth / 8 * 4;
        long decoded = ColourBytes + integers, computed = ColourBytes;
        if (settings.SegmentationPath is not null) decoded += ColourBytes;
        if (settings.StagesFolder is not null) computed += StageChannels * sizeof(float);
        long perPixel = decoded + computed;
        if (overlaps) perPixel += decoded + perPixel;
        return perPixel * picture.Width * picture.Height;
    }
}
