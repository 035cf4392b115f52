namespace GpuRetinex.Tensors;

/// <summary>A rectangle of pixels of a map.</summary>
/// <param name="Top">First row.</param>
/// <param name="Left">First column.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
public readonly record struct Region(int Top, int Left, int Height, int Width)
{
    public int Bottom => Top + Height;

    public int Right => Left + Width;

    /// <summary>All of a map [N,C,H,W].</summary>
    public static Region Whole(Shape shape) => new(0, 0, shape.H, shape.W);

    /// <summary>The rectangle between given edges, cut to the map; at least one pixel of it.</summary>
    public static Region Within(Shape map, int top, int left, int bottom, int right)
    {
        (int firstRow, int rows) = Clip(top, bottom, map.H);
        (int firstColumn, int columns) = Clip(left, right, map.W);
        return new Region(firstRow, firstColumn, rows, columns);
    }

    /// <summary>The smallest rectangle around both.</summary>
    public Region Union(Region other)
    {
        int top = Math.Min(Top, other.Top), left = Math.Min(Left, other.Left);
        return new Region(top, left, Math.Max(Bottom, other.Bottom) - top, Math.Max(Right, other.Right) - left);
    }

    /// <summary>A map's shape cut to this region's size.</summary>
    public Shape Of(Shape map) => new(map.N, map.C, Height, Width);

    private static (int First, int Count) Clip(int first, int end, int extent)
    {
        first = Math.Clamp(first, 0, extent - 1);
        return (first, Math.Max(Math.Min(end, extent) - first, 1));
    }
}
