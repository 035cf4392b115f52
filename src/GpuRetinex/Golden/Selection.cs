using System.Collections.Immutable;
using System.Text.Json;
using GpuRetinex.Tensors;

namespace GpuRetinex.Golden;

/// <summary>Elements of a tensor that a golden file keeps in place of the whole: the indices of each axis.</summary>
/// <param name="Indices">One list for each axis. The last index of a list is the end of its axis.</param>
public sealed record Selection(ImmutableArray<ImmutableArray<int>> Indices)
{
    /// <summary>Shape of the whole tensor.</summary>
    public Shape Whole => new([.. Indices.Select(axis => axis[^1] + 1)]);

    /// <summary>Shape of what is kept.</summary>
    public Shape Kept => new([.. Indices.Select(axis => axis.Length)]);

    /// <summary>Reads the metadata "select": tensor name to index lists.</summary>
    /// <exception cref="InvalidFileException">The text is not of that form, or a list is empty, unordered or
    /// negative.</exception>
    internal static ImmutableDictionary<string, Selection> ReadAll(string path, string json)
    {
        try
        {
            Dictionary<string, int[][]> lists = JsonSerializer.Deserialize<Dictionary<string, int[][]>>(json) ?? [];
            if (!lists.Values.SelectMany(axes => axes).All(IsIndexList))
                throw new JsonException("a list of indices is empty or out of order");
            return lists.ToImmutableDictionary(
                entry => entry.Key, entry => new Selection([.. entry.Value.Select(axis => axis.ToImmutableArray())]));
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(
                path, $"has selections (metadata 'select') that are not understood: {error.Message}", null, error);
        }
    }

    /// <summary>The kept elements of a whole tensor.</summary>
    /// <exception cref="ArgumentException">The tensor has another shape than <see cref="Whole"/>.</exception>
    public Tensor Of(Tensor whole)
    {
        if (whole.Shape != Whole) throw new ArgumentException($"{whole.Shape} cannot be compared with parts of {Whole}");
        var kept = new Tensor(Kept);
        int next = 0;
        Copy(axis: 0, start: 0);
        return kept;

        void Copy(int axis, long start)
        {
            foreach (int index in Indices[axis])
            {
                long place = (start * whole.Shape[axis]) + index;
                if (axis + 1 < Indices.Length) Copy(axis + 1, place);
                else kept.Data[next++] = whole.Data[place];
            }
        }
    }

    private static bool IsIndexList(int[] indices) =>
        indices.Length > 0 && indices[0] >= 0 && indices.Zip(indices.Skip(1)).All(pair => pair.First < pair.Second);
}
