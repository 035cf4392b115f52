namespace GpuRetinex.Imaging;

/// <summary>A file format that can be written.</summary>
public enum PictureFormat
{
    /// <summary>JPEG: 8 bits, lossy, no transparency.</summary>
    Jpeg,

    /// <summary>PNG: 8 or 16 bits, lossless, transparency.</summary>
    Png,

    /// <summary>WebP: 8 bits, lossy, transparency, at most 16383 pixels a side.</summary>
    Webp,

    /// <summary>TIFF: 8 or 16 bits, lossless (deflate), transparency, but no EXIF.</summary>
    Tiff,

    /// <summary>AVIF: 8 bits, or 12 for a picture of 16; lossy, transparency.</summary>
    Avif,
}
