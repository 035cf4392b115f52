namespace GpuRetinex.Planning;

/// <summary>When and how a plan computes a picture in bands of rows.</summary>
/// <param name="Bytes">What the maps that live at the same time may take. Where they take more, bands are cut that take half of
/// it.</param>
/// <param name="FewestRows">Rows that a band has at least: at each border between bands rows have to be copied.</param>
public sealed record BandRule(long Bytes, int FewestRows = BandRule.UsualRows)
{
    /// <summary>In ISSR the copies at a border between two bands take 3 % of the time of so many rows.</summary>
    public const int UsualRows = 96;

    /// <summary>Tiles of the largest Winograd algorithm have 6 rows; a multiple also behind a down-sampling.</summary>
    private const int Alignment = 12;

    /// <summary>A rest of more than this part of a band is one of its own; a smaller one belongs to the last.</summary>
    private const int LeastPart = 4;

    /// <summary>The number of bands, nearly equal in height, and the height of all but the last.</summary>
    /// <param name="rows">Rows of the outputs.</param>
    /// <param name="bytes">What the maps that live at the same time take if all rows are computed at once.</param>
    internal (int Count, int Height) Cut(int rows, long bytes)
    {
        if (bytes <= Bytes) return (1, rows);
        long fitting = Bytes / 2 / Math.Max(bytes / rows, 1);
        int fewest = Math.Min(FewestRows, rows), most = (int)Math.Clamp(fitting, fewest, rows);
        int count = (rows + most - 1) / most, height = (rows + count - 1) / count;
        if (height > Alignment) height = Math.Max((height + Alignment / 2) / Alignment * Alignment, fewest);
        (int whole, int rest) = Math.DivRem(rows, height);
        return (rest > height / LeastPart ? whole + 1 : Math.Max(whole, 1), height);
    }
}
