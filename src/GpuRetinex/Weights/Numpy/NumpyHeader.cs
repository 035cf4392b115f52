using System.Globalization;

namespace GpuRetinex.Weights.Numpy;

/// <summary>
/// The header of a .npy file: a Python dictionary with exactly the keys descr, fortran_order and shape. Only this form
/// is understood; nothing is evaluated. Source: numpy.lib.format.
/// </summary>
internal sealed class NumpyHeader
{
    private readonly string _path;
    private readonly string _array;
    private readonly string _text;
    private int _position;

    /// <exception cref="InvalidFileException">The header has another form, or an element type that is not understood.</exception>
    public NumpyHeader(string path, string array, string text)
    {
        _path = path;
        _array = array;
        _text = text;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Expect('{');
        while (!TryTake('}'))
        {
            string key = Quoted();
            Expect(':');
            if (!values.TryAdd(key, Value())) throw NotUnderstood();
            if (!TryTake(',') && Next() != '}') throw NotUnderstood();
        }

        if (_text.AsSpan(_position).Trim(" \n").Length > 0 || values.Count != 3) throw NotUnderstood();
        string descr = Require(values, "descr");
        Type = ElementTypeOf(descr);
        IsBigEndian = descr[0] == '>';
        IsFortranOrder = Require(values, "fortran_order") switch { "True" => true, "False" => false, _ => throw NotUnderstood() };
        const StringSplitOptions Plain = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        string[] extents = Require(values, "shape").Split(',', Plain);
        Extents = [.. extents.Select(Extent)];
    }

    /// <summary>Type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>Whether the elements' bytes are swapped.</summary>
    public bool IsBigEndian { get; }

    /// <summary>Whether the first axis is the fastest.</summary>
    public bool IsFortranOrder { get; }

    /// <summary>Extents, outermost first.</summary>
    public long[] Extents { get; }

    private string Require(Dictionary<string, string> values, string key) =>
        values.TryGetValue(key, out string? value) ? value : throw NotUnderstood();

    private ElementType ElementTypeOf(string descr)
    {
        ElementType? type = descr.Length < 2 || !"<>|".Contains(descr[0], StringComparison.Ordinal) ? null : descr[1..] switch
        {
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            "i1" => ElementType.Int8,
            "i2" => ElementType.Int16,
            "i4" => ElementType.Int32,
            "i8" => ElementType.Int64,
            "u1" => ElementType.UInt8,
            "u2" => ElementType.UInt16,
            "u4" => ElementType.UInt32,
            "u8" => ElementType.UInt64,
            "b1" => ElementType.Bool,
            _ => null,
        };
        if (type is { } known && (descr[0] != '|' || known.Size() == 1)) return known;
        throw new InvalidFileException(
            _path,
            $"array {FileText.Quote(_array)} has elements {FileText.Quote(descr)}, which are not understood",
            "Understood are f2, f4, f8, i1 to i8, u1 to u8 and b1.");
    }

    private long Extent(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long extent) ? extent : throw NotUnderstood();

    /// <summary>The value of a key: what stands between quotes or parentheses, or a word.</summary>
    private string Value() => Next() switch
    {
        '\'' => Quoted(),
        '(' => Enclosed('(', ')'),
        _ => Word(),
    };

    private string Quoted() => Enclosed('\'', '\'');

    private string Enclosed(char open, char close)
    {
        Expect(open);
        int end = _text.IndexOf(close, _position);
        if (end < 0) throw NotUnderstood();
        string inside = _text[_position..end];
        _position = end + 1;
        return inside;
    }

    private string Word()
    {
        int start = _position;
        while (_position < _text.Length && char.IsAsciiLetter(_text[_position])) _position++;
        return _text[start.._position];
    }

    private char Next()
    {
        while (_position < _text.Length && _text[_position] == ' ') _position++;
        return _position < _text.Length ? _text[_position] : throw NotUnderstood();
    }

    private bool TryTake(char wanted)
    {
        if (Next() != wanted) return false;
        _position++;
        return true;
    }

    private void Expect(char wanted)
    {
        if (!TryTake(wanted)) throw NotUnderstood();
    }

    private InvalidFileException NotUnderstood() =>
        new(_path, $"array {FileText.Quote(_array)} has a header that is not understood: {FileText.Quote(_text.Trim())}");
}
