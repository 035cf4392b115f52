using System.Globalization;

namespace GpuRetinex.Cli.Pictures;

/// <summary>Sizes of memory as users write them.</summary>
internal static class MemorySize
{
    private static readonly (string Unit, double Bytes)[] _units =
        [("GiB", 1L << 30), ("MiB", 1L << 20), ("GB", 1e9), ("MB", 1e6)];

    /// <summary>Reads "1.5GB", "800 MB", "2GiB"; null for anything else.</summary>
    public static long? Parse(string text)
    {
        foreach ((string unit, double bytes) in _units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            bool valid = double.TryParse(
                text[..^unit.Length], NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture, out double number);
            return valid && number > 0 && number * bytes < long.MaxValue ? (long)(number * bytes) : null;
        }

        return null;
    }
}
