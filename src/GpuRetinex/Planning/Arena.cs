namespace GpuRetinex.Planning;

/// <summary>
/// Packs buffers into one block of memory so that two that live at the same time never overlap: the largest first, each at
/// the lowest offset that is free during its whole life.
/// </summary>
public sealed class Arena
{
    /// <summary>Buffers begin at multiples of 64 bytes, a cache line and the widest vector.</summary>
    public const int AlignmentElements = 16;

    private readonly Dictionary<int, long> _offsets = [];

    public Arena(IEnumerable<Lifetime> lifetimes)
    {
        var placed = new List<(long Offset, Lifetime Lifetime)>();
        foreach (Lifetime lifetime in lifetimes.OrderByDescending(lifetime => lifetime.Elements).ThenBy(lifetime => lifetime.Value))
        {
            long offset = 0;
            foreach ((long start, Lifetime other) in placed.Where(other => other.Lifetime.Overlaps(lifetime)).OrderBy(other => other.Offset))
            {
                if (start - offset >= lifetime.Elements) break;
                offset = Math.Max(offset, Align(start + other.Elements));
            }

            placed.Add((offset, lifetime));
            _offsets.Add(lifetime.Value, offset);
            Elements = Math.Max(Elements, Align(offset + lifetime.Elements));
        }
    }

    /// <summary>Size of the block in elements.</summary>
    public long Elements { get; }

    /// <summary>First element of a value's buffer.</summary>
    public long Offset(int value) => _offsets[value];

    private static long Align(long elements) => (elements + AlignmentElements - 1) / AlignmentElements * AlignmentElements;
}
