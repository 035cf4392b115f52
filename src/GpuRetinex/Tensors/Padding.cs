namespace GpuRetinex.Tensors;

/// <summary>Pictures in the corner or the middle of larger ones.</summary>
internal static class Padding
{
    /// <summary>A map of zeros with the picture in it.</summary>
    /// <param name="picture">[N,C,H,W].</param>
    /// <param name="before">Rows above and columns left of it.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    public static Tensor Place(Tensor picture, int before, int height, int width)
    {
        var padded = new Tensor(new Shape(picture.Shape.N, picture.Shape.C, height, width));
        Patch.Paste(picture, padded, new Region(before, before, picture.Shape.H, picture.Shape.W));
        return padded;
    }

    /// <summary>The next multiple of <paramref name="unit"/> from <paramref name="extent"/> up.</summary>
    public static int Align(int extent, int unit) => (extent + unit - 1) / unit * unit;
}
