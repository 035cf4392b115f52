namespace GpuRetinex.Tensors;

/// <summary>Rectangles of activations [N,C,H,W].</summary>
public static class Patch
{
    /// <summary>A copy of a rectangle of every map; the tensor itself where that is all of it.</summary>
    public static Tensor Cut(Tensor source, Region region)
    {
        Shape shape = source.Shape;
        if (region == Region.Whole(shape)) return source;
        var patch = new Tensor(region.Of(shape));
        for (int row = 0; row < shape.N * shape.C * region.Height; row++)
            Array.Copy(source.Data, Index(shape, region, row), patch.Data, (long)row * region.Width, region.Width);
        return patch;
    }

    /// <summary>Writes a patch into a rectangle of its size.</summary>
    public static void Paste(Tensor patch, Tensor target, Region region)
    {
        for (int row = 0; row < patch.Shape.N * patch.Shape.C * region.Height; row++)
            Array.Copy(patch.Data, (long)row * region.Width, target.Data, Index(target.Shape, region, row), region.Width);
    }

    /// <summary>Where in the whole tensor a row of the rectangle begins, rows counted through all maps.</summary>
    private static long Index(Shape shape, Region region, int row) =>
        ((long)(row / region.Height) * shape.H + region.Top + row % region.Height) * shape.W + region.Left;
}
