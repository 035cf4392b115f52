using System.Globalization;
using System.Numerics;

namespace GpuRetinex.Weights.Pickle;

/// <summary>A dictionary that keeps the order in which its keys came. Keys are told apart by their text.</summary>
internal sealed class PickleDictionary
{
    private OrderedDictionary<string, object?>? _values;

    /// <summary>Keys as text, with their values, in order.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Items => _values ?? [];

    /// <summary>The text of a key, or null where it is no plain value.</summary>
    public static string? KeyText(object? key) => key switch
    {
        string text => text,
        bool truth => truth ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        null => "None",
        _ => null,
    };

    /// <summary>Adds or replaces a value.</summary>
    public void Set(string key, object? value)
    {
        _values ??= new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        _values[key] = value;
    }

    /// <summary>The value of a key, or null where there is none.</summary>
    public object? Find(string key) => _values?.GetValueOrDefault(key);
}
