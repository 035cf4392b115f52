namespace GpuRetinex.Devices;

/// <summary>Whether and how a picture is cut into tiles. Tiles change memory and time, not the result.</summary>
public abstract record TileRule
{
    private TileRule()
    {
    }

    /// <summary>Never.</summary>
    public static TileRule Off { get; } = new Whole();

    /// <summary>Tiles of at most <paramref name="side"/> pixels' width and height.</summary>
    public static TileRule OfSide(int side) => new FixedSide(side);

    /// <summary>
    /// Those with the least work of all that keep a tile, with its parts of the inputs and outputs, within a budget; none if the
    /// whole picture keeps the device's memory within it.
    /// </summary>
    public static TileRule WithinBytes(long bytes) => new Budget(bytes);

    /// <summary>The budget, or null where there is none.</summary>
    public long? Bytes => this is Budget budget ? budget.Limit : null;

    /// <inheritdoc cref="Off"/>
    internal sealed record Whole : TileRule;

    /// <inheritdoc cref="OfSide"/>
    internal sealed record FixedSide(int Side) : TileRule;

    /// <inheritdoc cref="WithinBytes"/>
    internal sealed record Budget(long Limit) : TileRule;
}
