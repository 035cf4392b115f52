using System.Globalization;
using GpuRetinex.Devices;

namespace GpuRetinex.Cli.Pictures;

/// <summary>What the user wants of tiles.</summary>
/// <param name="Side">Their side in pixels; 0 to let memory decide, −1 for none.</param>
internal readonly record struct TileChoice(int Side)
{
    private const int None = -1;

    public static TileChoice Auto => default;

    /// <summary>Reads "auto", "off" or a side; null for anything else.</summary>
    public static TileChoice? Parse(string text) => text switch
    {
        "auto" => Auto,
        "off" => new TileChoice(None),
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side >= TileGrid.SmallestSide
        ? new TileChoice(side) : null,
    };

    /// <summary>The rule for one picture.</summary>
    /// <param name="device">Where it is computed: devices that run no tiles get the whole unless tiles were asked for.</param>
    /// <param name="budget">Bytes of working memory that the device may use.</param>
    public TileRule Rule(IDevice device, Func<long> budget) => Side switch
    {
        None => TileRule.Off,
        0 => device.RunsTiles ? TileRule.WithinBytes(Math.Min(budget(), device.MemoryBudget)) : TileRule.Off,
        _ => TileRule.OfSide(Side),
    };
}
