using GpuRetinex.Tensors;

namespace GpuRetinex.Imaging;

/// <summary>A picture as the networks take it, with all that is needed to write a result beside it.</summary>
/// <param name="Path">The file that it was read from.</param>
/// <param name="Colour">[1,3,H,W], sRGB, upright; each value is the file's integer divided in float32 by 255 or 65535.</param>
/// <param name="BitDepth">8 or 16 bits per channel; AVIF of 10 or 12 bits counts as 16.</param>
/// <param name="Alpha">The transparency, upright like the colour, or null for a picture without.</param>
/// <param name="IsGrey">The file held one colour channel, which <paramref name="Colour"/> repeats three times.</param>
/// <param name="Metadata">What the file said about the picture.</param>
/// <param name="Notes">Sentences about what reading left out or assumed, such as further frames; most often none.</param>
public sealed record Picture(
    string Path,
    Tensor Colour,
    int BitDepth,
    AlphaPlane? Alpha,
    bool IsGrey,
    PictureMetadata Metadata,
    IReadOnlyList<string> Notes)
{
    /// <summary>Pixels per row, after the EXIF orientation was applied.</summary>
    public int Width => Colour.Shape.W;

    /// <summary>Rows, after the EXIF orientation was applied.</summary>
    public int Height => Colour.Shape.H;
}
