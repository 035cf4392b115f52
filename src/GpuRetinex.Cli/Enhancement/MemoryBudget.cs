using GpuRetinex.Imaging;

namespace GpuRetinex.Cli.Enhancement;

/// <summary>What is left for the network's intermediate results.</summary>
internal static class MemoryBudget
{
    /// <summary>The share of free memory that is taken unasked: other programs want some too.</summary>
    private const double UnaskedShare = 0.6;

    /// <summary>Prepared weights, scratch of the threads, compiled code, and what the encoder takes.</summary>
    private const long Overhead = 160L << 20;

    private const int ColourBytes = 3 * sizeof(float);

    /// <summary>Channels of all outputs of ISSR but the image.</summary>
    private const int StageChannels = 3 + 1 + 3 + 3 + 1;

    /// <param name="picture">The picture, already read: its memory counts as used.</param>
    /// <param name="settings">The limit, if there is one, and whether stages are kept.</param>
    /// <returns>Bytes; negative where the limit is used up already.</returns>
    public static long ForDevice(Picture picture, EnhanceSettings settings)
    {
        long pixels = (long)picture.Width * picture.Height;
        long outputs = pixels * (ColourBytes + picture.BitDepth / 8 * 4);
        if (settings.StagesFolder is not null) outputs += pixels * StageChannels * sizeof(float);
        if (settings.SegmentationPath is not null) outputs += pixels * ColourBytes;
        return settings.MaxMemory is { } limit
            ? limit - Environment.WorkingSet - outputs - Overhead
            : (long)(UnaskedShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) - outputs;
    }
}
