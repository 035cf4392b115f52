using NetVips;

namespace GpuRetinex.Imaging;

/// <summary>
/// Where the pixel (x, y) of a file lies in the upright picture: at index <c>Origin + x·StepX + y·StepY</c> of a plane of
/// <c>Width × Height</c>. EXIF 2.32, tag 0x0112 Orientation.
/// </summary>
internal readonly record struct Orientation(int Width, int Height, int Origin, int StepX, int StepY)
{
    /// <summary>The orientation in a file's header; values outside 1 to 8 count as upright.</summary>
    public static Orientation Of(Image image) =>
        Create(image.Contains("orientation") ? Convert.ToInt32(image.Get("orientation")) : 1, image.Width, image.Height);

    /// <param name="tag">EXIF orientation.</param>
    /// <param name="width">Pixels per row in the file.</param>
    /// <param name="height">Rows in the file.</param>
    public static Orientation Create(int tag, int width, int height)
    {
        int last = (width * height) - 1;
        int lastRow = width * (height - 1);
        int lastOfColumns = height * (width - 1);
        return tag switch
        {
            2 => new(width, height, width - 1, -1, width),
            3 => new(width, height, last, -1, -width),
            4 => new(width, height, lastRow, 1, -width),
            5 => new(height, width, 0, height, 1),
            6 => new(height, width, height - 1, height, -1),
            7 => new(height, width, last, -height, -1),
            8 => new(height, width, lastOfColumns, -height, 1),
            _ => new(width, height, 0, 1, width),
        };
    }
}
