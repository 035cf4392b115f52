using GpuRetinex.Tensors;

namespace GpuRetinex.Weights;

/// <summary>Shapes as files claim them, checked before anything is allocated.</summary>
internal static class StoredShape
{
    private const int HighestRank = 32;

    /// <summary>The shape with these extents.</summary>
    /// <exception cref="InvalidFileException">An extent is negative or too large, or their product is.</exception>
    public static Shape Create(string path, string tensor, ReadOnlySpan<long> extents)
    {
        if (extents.Length > HighestRank)
            throw new InvalidFileException(
                path, $"tensor {FileText.Quote(tensor)} has {extents.Length} axes; at most {HighestRank} are supported");
        Span<int> checkedExtents = stackalloc int[extents.Length];
        Int128 count = 1;
        for (int axis = 0; axis < extents.Length; axis++)
        {
            count *= extents[axis];
            if (extents[axis] is < 0 or > int.MaxValue || count > long.MaxValue / sizeof(double))
                throw new InvalidFileException(
                    path, $"tensor {FileText.Quote(tensor)} claims an impossible shape [{string.Join('x', extents.ToArray())}]");
            checkedExtents[axis] = (int)extents[axis];
        }

        return new Shape(checkedExtents);
    }
}
