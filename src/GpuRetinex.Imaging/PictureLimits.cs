namespace GpuRetinex.Imaging;

/// <summary>What a file may ask for before it is refused, so that a hostile header cannot take all memory.</summary>
/// <param name="MaxPixels">
/// Largest width × height. The default of 200 million is above every camera sold and needs 2.4 GB as a tensor.
/// </param>
public sealed record PictureLimits(long MaxPixels = 200_000_000)
{
    /// <summary>The limits used where none are given.</summary>
    public static PictureLimits Default { get; } = new();

    /// <summary>The limit in force: <see cref="MaxPixels"/>, or what one array can hold of three channels if less.</summary>
    internal long EffectivePixels => Math.Min(MaxPixels, Array.MaxLength / 3);
}
