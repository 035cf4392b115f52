using GpuRetinex.Imaging;

namespace GpuRetinex.Cli.Pictures;

/// <summary>
/// What is left for the network's intermediate results. The program's own memory is taken as it was before the first picture:
/// what a device keeps from one picture serves the next, and must not count against it.
/// </summary>
/// <param name="maximum">Bytes that the process may use, or null for a share of the machine's.</param>
/// <param name="pictures">
/// How many there are: while one is computed, another of at most its size is decoded and yet another is encoded, unless it is
/// larger than <see cref="LargestBeside"/>.
/// </param>
internal sealed class MemoryBudget(long? maximum, int pictures)
{
    /// <summary>The share of the machine's memory that is taken unasked.</summary>
    private const double UnaskedShare = 0.6;

    /// <summary>Prepared weights, scratch of the threads, compiled code, and what decoding and encoding take.</summary>
    private const long Overhead = 192L << 20;

    private const int ColourBytes = 3 * sizeof(float);

    /// <summary>The depth of colours that takes the most.</summary>
    public const int DeepestBits = 16;

    private readonly long _free = (maximum ?? (long)(UnaskedShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes))
        - Environment.WorkingSet - Overhead;

    /// <summary>
    /// Pixels of the largest picture that may have others beside it: three of that size leave half of the memory to the device.
    /// </summary>
    /// <param name="computed">Bytes per pixel that what is made of a picture of <see cref="DeepestBits"/> takes on the
    /// host.</param>
    public long LargestBeside(long computed) => pictures == 1 ? 0 : _free / 2 / BytesOfThree(DeepestBits, computed);

    /// <param name="picture">The picture.</param>
    /// <param name="computed">Bytes per pixel of it that what is made of it takes on the host.</param>
    /// <param name="alone">Whether no other picture is decoded or encoded meanwhile.</param>
    /// <returns>Bytes; negative where the limit is used up already.</returns>
    public long ForDevice(Picture picture, long computed, bool alone)
    {
        long perPixel = alone ? Decoded(picture.BitDepth) + computed : BytesOfThree(picture.BitDepth, computed);
        return _free - (perPixel * picture.Width * picture.Height);
    }

    private static long Decoded(int bitDepth) => ColourBytes + (bitDepth / 8 * 4);

    /// <summary>Bytes per pixel of a picture that is decoded, one that is computed and one that is encoded.</summary>
    private static long BytesOfThree(int bitDepth, long computed) => (3 * Decoded(bitDepth)) + (2 * computed);
}
