namespace GpuRetinex.Planning;

/// <summary>
/// Packs buffers into one block of memory so that two that live at the same time never overlap: the largest first, each at the
/// lowest offset that is free during its whole life. Buffers of nearly equal size, such as bands have, go by the time when they
/// begin, so that one follows another in the same place.
/// </summary>
public sealed class Arena
{
    /// <summary>Buffers begin at multiples of 64 bytes, a cache line and the widest vector.</summary>
    public const int AlignmentElements = 16;

    /// <summary>
    /// Sizes are nearly equal up to this ratio: of several tried, the one that packed best over bands of all heights.
    /// </summary>
    private const double NearlyEqual = 1.5;

    private readonly Dictionary<int, long> _offsets = [];
    private readonly PlacedBuffers _placed = new();

    public Arena(IReadOnlyCollection<Lifetime> lifetimes)
    {
        if (lifetimes.Count == 0) return;
        double largest = lifetimes.Max(lifetime => lifetime.Elements);
        var ordered = lifetimes.OrderBy(SizeClass).ThenBy(lifetime => lifetime.First).ThenBy(lifetime => lifetime.Part);
        foreach (Lifetime lifetime in ordered)
        {
            long offset = 0;
            foreach (PlacedBuffer other in _placed.During(lifetime))
            {
                if (other.Offset - offset >= lifetime.Elements) break;
                offset = Math.Max(offset, Align(other.Offset + other.Lifetime.Elements));
            }

            _placed.Add(new PlacedBuffer(offset, lifetime));
            _offsets.Add(lifetime.Part, offset);
            Elements = Math.Max(Elements, Align(offset + lifetime.Elements));
        }

        int SizeClass(Lifetime lifetime) => (int)(Math.Log(largest / Math.Max(lifetime.Elements, 1)) / Math.Log(NearlyEqual));
    }

    /// <summary>Size of the block in elements.</summary>
    public long Elements { get; }

    /// <summary>First element of a part's buffer.</summary>
    public long Offset(int part) => _offsets[part];

    private static long Align(long elements) => (elements + AlignmentElements - 1) / AlignmentElements * AlignmentElements;

    private sealed record PlacedBuffer(long Offset, Lifetime Lifetime);

    /// <summary>
    /// Buffers that have their place, found by the time of their lives: plans of many bands have tens of thousands.
    /// </summary>
    private sealed class PlacedBuffers
    {
        private const int SpanSteps = 64;

        private readonly Dictionary<int, List<PlacedBuffer>> _spans = [];

        public void Add(PlacedBuffer buffer)
        {
            for (int span = SpanOf(buffer.Lifetime.First); span <= SpanOf(buffer.Lifetime.Last); span++)
            {
                if (!_spans.TryGetValue(span, out List<PlacedBuffer>? buffers)) _spans.Add(span, buffers = []);
                buffers.Add(buffer);
            }
        }

        /// <summary>Those whose lives overlap with another's, by offset.</summary>
        public IEnumerable<PlacedBuffer> During(Lifetime other) =>
            Enumerable.Range(SpanOf(other.First), SpanOf(other.Last) - SpanOf(other.First) + 1)
                .SelectMany(span => _spans.GetValueOrDefault(span, []))
                .Where(placed => placed.Lifetime.Overlaps(other))
                .DistinctBy(placed => placed.Lifetime.Part)
                .OrderBy(placed => placed.Offset);

        private static int SpanOf(int step) => (step + 1) / SpanSteps;
    }
}
