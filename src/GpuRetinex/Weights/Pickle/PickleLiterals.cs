using System.Globalization;
using System.Numerics;
using System.Text;

namespace GpuRetinex.Weights.Pickle;

/// <summary>The values a pickle spells out: nothing, truths, numbers, texts, bytes.</summary>
internal static class PickleLiterals
{
    private const uint LongestNumber = 64;

    /// <summary>Reads the value that an instruction brings; false where the instruction brings none.</summary>
    public static bool TryRead(PickleOpcode opcode, PickleCursor cursor, out object? value)
    {
        (bool isLiteral, value) = opcode switch
        {
            PickleOpcode.None => (true, null),
            PickleOpcode.True => (true, true),
            PickleOpcode.False => (true, false),
            PickleOpcode.BinaryInteger1 => (true, (long)cursor.ReadByte()),
            PickleOpcode.BinaryInteger2 => (true, (long)cursor.ReadUInt16()),
            PickleOpcode.BinaryInteger4 => (true, (long)cursor.ReadInt32()),
            PickleOpcode.Long1 => (true, BinaryLong(cursor, cursor.ReadByte())),
            PickleOpcode.Long4 => (true, BinaryLong(cursor, cursor.ReadUInt32())),
            PickleOpcode.DecimalInteger => (true, DecimalInteger(cursor)),
            PickleOpcode.DecimalLong => (true, DecimalNumber(cursor, cursor.ReadLine().TrimEnd('L'))),
            PickleOpcode.DecimalFloat => (true, DecimalFloat(cursor)),
            PickleOpcode.BinaryFloat => (true, cursor.ReadDouble()),
            PickleOpcode.Unicode1 => (true, cursor.ReadUtf8(cursor.ReadByte())),
            PickleOpcode.Unicode4 => (true, cursor.ReadUtf8(cursor.ReadUInt32())),
            PickleOpcode.Unicode8 => (true, cursor.ReadUtf8(cursor.ReadUInt64())),
            PickleOpcode.BinaryString1 => (true, cursor.ReadLatin1(cursor.ReadByte())),
            PickleOpcode.BinaryString4 => (true, cursor.ReadLatin1(cursor.ReadUInt32())),
            PickleOpcode.QuotedString => (true, QuotedString(cursor)),
            PickleOpcode.EscapedUnicode => (true, Unescape(cursor, cursor.ReadLine())),
            PickleOpcode.Bytes1 => (true, cursor.ReadBytes(cursor.ReadByte()).ToArray()),
            PickleOpcode.Bytes4 => (true, cursor.ReadBytes(cursor.ReadUInt32()).ToArray()),
            PickleOpcode.Bytes8 or PickleOpcode.ByteArray8 => (true, cursor.ReadBytes(cursor.ReadUInt64()).ToArray()),
            _ => (false, (object?)null),
        };
        return isLiteral;
    }

    /// <summary>A number of 64 bits, or a larger one.</summary>
    private static object BinaryLong(PickleCursor cursor, uint length)
    {
        if (length > LongestNumber) throw cursor.Damaged($"a number of {length} bytes");
        return Narrow(new BigInteger(cursor.ReadBytes(length)));
    }

    private static object DecimalInteger(PickleCursor cursor)
    {
        string line = cursor.ReadLine();
        return line switch
        {
            "00" => false,
            "01" => true,
            _ => DecimalNumber(cursor, line),
        };
    }

    private static object DecimalNumber(PickleCursor cursor, string text)
    {
        if (text.Length <= LongestNumber
            && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number))
            return Narrow(number);
        throw cursor.Damaged($"{FileText.Quote(text)} is not a number");
    }

    private static double DecimalFloat(PickleCursor cursor)
    {
        string text = cursor.ReadLine();
        if (text.Length <= LongestNumber
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            return number;
        return text switch
        {
            "nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => throw cursor.Damaged($"{FileText.Quote(text)} is not a number"),
        };
    }

    private static object Narrow(BigInteger number)
    {
        if (number < long.MinValue || number > long.MaxValue) return number;
        long narrow = (long)number;
        return narrow;
    }

    private static string QuotedString(PickleCursor cursor)
    {
        string line = cursor.ReadLine();
        bool quoted = line.Length >= 2 && line[0] is '\'' or '"' && line[^1] == line[0];
        return quoted ? Unescape(cursor, line[1..^1]) : throw cursor.Damaged("a text has no quotes");
    }

    /// <summary>Replaces \n, \r, \t, \\, \', \", \xHH, \uHHHH and \UHHHHHHHH.</summary>
    private static string Unescape(PickleCursor cursor, string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            char kind = ++i < text.Length ? text[i] : throw cursor.Damaged("a text ends with a backslash");
            int digits = kind switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            plain.Append(digits == 0 ? SimpleEscape(cursor, kind) : HexEscape(cursor, text.AsSpan(i + 1), digits));
            i += digits;
        }

        return plain.ToString();
    }

    private static string SimpleEscape(PickleCursor cursor, char kind) => kind switch
    {
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        '\\' or '\'' or '"' => kind.ToString(),
        _ => throw cursor.Damaged($"a text has the unknown escape \\{FileText.Quote(kind.ToString())}"),
    };

    private static string HexEscape(PickleCursor cursor, ReadOnlySpan<char> rest, int digits)
    {
        if (rest.Length >= digits
            && uint.TryParse(rest[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
            && Rune.TryCreate(code, out Rune rune))
            return rune.ToString();
        throw cursor.Damaged("a text has an escape that is no character");
    }
}
