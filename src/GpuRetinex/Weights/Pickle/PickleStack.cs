using System.Runtime.InteropServices;

namespace GpuRetinex.Weights.Pickle;

/// <summary>The stack of the machine, with marks; bounded, and never read below the last mark.</summary>
internal sealed class PickleStack(PickleCursor cursor)
{
    private const int MostItems = 1_000_000;

    private readonly List<object?> _items = [];
    private readonly List<int> _marks = [];

    private int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    public void Push(object? item)
    {
        if (_items.Count >= MostItems) throw cursor.Damaged($"more than {MostItems} values are stacked");
        _items.Add(item);
    }

    public object? Pop()
    {
        object? top = Peek();
        _items.RemoveAt(_items.Count - 1);
        return top;
    }

    /// <exception cref="InvalidFileException">No value is above the last mark.</exception>
    public object? Peek() => _items.Count > Floor ? _items[^1] : throw cursor.Damaged("a value is missing");

    /// <summary>The top value, which must be of a kind.</summary>
    public T Peek<T>(string kind)
        where T : class => Peek() as T ?? throw cursor.Damaged($"{kind} is expected");

    public void PushMark()
    {
        if (_marks.Count >= MostItems) throw cursor.Damaged($"more than {MostItems} marks are stacked");
        _marks.Add(_items.Count);
    }

    /// <summary>All values above the last mark, which goes too.</summary>
    public object?[] PopToMark()
    {
        if (_marks.Count == 0) throw cursor.Damaged("a mark is missing");
        object?[] above = CollectionsMarshal.AsSpan(_items)[Floor..].ToArray();
        _items.RemoveRange(Floor, above.Length);
        _marks.RemoveAt(_marks.Count - 1);
        return above;
    }

    /// <summary>The last values in the order they came.</summary>
    public object?[] PopMany(int count)
    {
        var popped = new object?[count];
        for (int i = count - 1; i >= 0; i--) popped[i] = Pop();
        return popped;
    }

    /// <summary>Drops the top value, or the mark where that is on top.</summary>
    public void Drop()
    {
        if (_marks.Count > 0 && _items.Count == Floor) _marks.RemoveAt(_marks.Count - 1);
        else Pop();
    }
}
