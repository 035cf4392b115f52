namespace GpuRetinex.Imaging;

/// <summary>How a value becomes the integer that a file holds.</summary>
public enum Rounding
{
    /// <summary>The next integer towards 0, as ISSR's own code does.</summary>
    Truncate,

    /// <summary>
    /// The nearest integer, of two equally near the even one, as SFTGAN's and the denoising cascade's own code do.
    /// </summary>
    NearestEven,
}
