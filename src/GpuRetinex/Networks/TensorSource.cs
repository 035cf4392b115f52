using System.Globalization;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Networks;

/// <summary>
/// A network's view of a weights file: hands out tensors and keeps account of what was asked for, so that everything that is
/// missing or superfluous can be listed at once.
/// </summary>
internal sealed class TensorSource(WeightSet weights)
{
    /// <summary>Stands in an expected shape for an extent that the file decides.</summary>
    public const int AnyExtent = 0;

    /// <summary>A file with layer number 4 000 000 000 must not make the search endless.</summary>
    private const int MostNumbered = 1000;

    private readonly HashSet<string> _requested = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];

    /// <summary>Names that were asked for and are not there.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Names that are there and were not asked for.</summary>
    public IEnumerable<string> Unexpected =>
        weights.Tensors.Select(tensor => tensor.Name).Where(name => !_requested.Contains(name));

    /// <summary>The file, for errors.</summary>
    public string Path => weights.Path;

    /// <summary>Whether the file has a tensor. The question alone does not make it a part of the network.</summary>
    public bool Has(string name) => weights.Contains(name);

    /// <summary>A tensor that belongs to the network, though nothing is computed with it, and may be absent.</summary>
    public void Accept(string name) => _requested.Add(name);

    /// <summary>
    /// One more than the largest n for which a name begins with <paramref name="prefix"/>, n and the separator; so that gaps show
    /// as missing.
    /// </summary>
    public int CountNumbered(string prefix, char separator)
    {
        IEnumerable<int> numbers =
            from tensor in weights.Tensors
            where tensor.Name.StartsWith(prefix, StringComparison.Ordinal)
            select int.TryParse(
                tensor.Name[prefix.Length..].Split(separator)[0], NumberStyles.None, CultureInfo.InvariantCulture, out int n)
                ? n
                : -1;
        return Math.Min(numbers.DefaultIfEmpty(-1).Max(), MostNumbered - 1) + 1;
    }

    /// <summary>A tensor; zeros of a plausible shape where it is missing, so that the search for more can go on.</summary>
    /// <param name="name">Full name.</param>
    /// <param name="expected">Its shape, with <see cref="AnyExtent"/> where the file decides.</param>
    /// <exception cref="InvalidFileException">The shape is another, or a value is NaN or infinite.</exception>
    public Tensor Get(string name, Shape expected)
    {
        _requested.Add(name);
        if (!weights.Contains(name))
        {
            _missing.Add(name);
            return new Tensor(Complete(expected, default));
        }

        Shape stored = weights.Find(name)!.Shape, shape = Complete(expected, stored);

        // Behind a missing tensor shapes are guesses; one that differs is no fault of the file.
        return _missing.Count > 0 && stored != shape ? new Tensor(shape) : weights.Get(name, shape);
    }

    /// <summary>The expected shape with the open extents taken from the stored one, or 1 where that has no such axis.</summary>
    private static Shape Complete(Shape expected, Shape stored)
    {
        int[] extents = expected.Extents.ToArray();
        for (int axis = 0; axis < extents.Length; axis++)
            if (extents[axis] == AnyExtent)
                extents[axis] = stored.Rank == extents.Length ? Math.Max(stored[axis], 1) : 1;
        return new Shape(extents);
    }
}
