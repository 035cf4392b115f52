using System.Globalization;

namespace GpuRetinex.Cli;

/// <summary>Quantities as people read them.</summary>
internal static class Numbers
{
    public static string Bytes(long bytes) => bytes switch
    {
        < 1L << 20 => Format($"{bytes / 1024.0:0.#} KiB"),
        < 1L << 30 => Format($"{bytes / (double)(1 << 20):0.#} MiB"),
        _ => Format($"{bytes / (double)(1 << 30):0.0#} GiB"),
    };

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ');

    public static string Seconds(double milliseconds) => Format($"{milliseconds / 1000:0.00} s");

    public static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
