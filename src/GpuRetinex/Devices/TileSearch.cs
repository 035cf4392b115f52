using System.Collections.Immutable;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Devices;

/// <summary>
/// Finds, of the grids whose tiles keep to a budget of memory, the one with the least work: what tiles compute twice lies along
/// the cuts between them, as a margin whose width is that of the smallest tile's.
/// </summary>
/// <param name="planOf">Makes the plan of a tile, or of the whole where that is null.</param>
/// <param name="picture">Shape of the outputs.</param>
/// <param name="bytes">The budget.</param>
internal sealed class TileSearch(Func<Region?, Plan> planOf, Shape picture, long bytes)
{
    private readonly int _mostRows = TileGrid.Parts(picture.H, TileGrid.SmallestSide);
    private readonly int _mostColumns = TileGrid.Parts(picture.W, TileGrid.SmallestSide);

    /// <summary>The tiles, row by row.</summary>
    /// <param name="device">The device's id, for errors.</param>
    /// <exception cref="DeviceException">Even the smallest tiles need more memory than the budget.</exception>
    public ImmutableArray<Region> Find(string device)
    {
        Region smallest = MiddleTile(_mostRows, _mostColumns);
        Plan plan = planOf(smallest);
        if (NeededBytes(plan) > bytes) throw DoesNotFit(device, NeededBytes(plan));
        double margins = Margins(plan, smallest);
        (int Rows, int Columns) best = (_mostRows, _mostColumns);
        for (int columns = 1; columns <= _mostColumns && Work(1, columns) < Work(best.Rows, best.Columns); columns++)
        {
            int rows = MostRows(columns, Work(best.Rows, best.Columns));
            if (Fits(rows, columns)) best = (FewestRows(columns, rows), columns);
        }

        return Grid(best.Rows, best.Columns);

        // Pixels that all tiles compute.
        double Work(int rows, int columns) =>
            (picture.H + (rows - 1) * margins) * (picture.W + (columns - 1) * margins);

        // As many rows as there can be with less work.
        int MostRows(int columns, double work)
        {
            int rows = _mostRows;
            while (rows > 1 && Work(rows, columns) >= work) rows--;
            return rows;
        }
    }

    /// <summary>
    /// Rows and columns that a tile computes beyond its own, as operations tell: a layer near the output has fewer than one near
    /// the input. At least one, for a network without any is no reason for more cuts.
    /// </summary>
    private double Margins(Plan plan, Region tile)
    {
        double computed = (double)plan.Flops / Math.Max(planOf(null).Flops, 1) * picture.H * picture.W;
        double sides = tile.Height + tile.Width;

        // (height + margins) · (width + margins) = computed
        double margins = (Math.Sqrt(sides * sides - 4 * ((double)tile.Height * tile.Width - computed)) - sides) / 2;
        return Math.Max(margins, 1);
    }

    /// <summary>The fewest rows that keep to the budget.</summary>
    private int FewestRows(int columns, int enough)
    {
        int tooFew = 0;
        while (enough - tooFew > 1)
        {
            int middle = (tooFew + enough) / 2;
            if (Fits(middle, columns)) enough = middle;
            else tooFew = middle;
        }

        return enough;
    }

    private ImmutableArray<Region> Grid(int rows, int columns) =>
        TileGrid.Cut(picture, TileGrid.EqualPart(picture.H, rows), TileGrid.EqualPart(picture.W, columns));

    /// <summary>The tile in the middle of the picture, which has surroundings on all sides.</summary>
    private Region MiddleTile(int rows, int columns) => Grid(rows, columns).MinBy(
        tile => Math.Abs(tile.Top + tile.Bottom - picture.H) + Math.Abs(tile.Left + tile.Right - picture.W));

    private bool Fits(int rows, int columns) => NeededBytes(planOf(MiddleTile(rows, columns))) <= bytes;

    /// <summary>What a tile needs, with its parts of the inputs and outputs, which exist beside the whole ones.</summary>
    private static long NeededBytes(Plan plan)
    {
        IEnumerable<View> parts = plan.Inputs.Values.Concat(plan.Outputs.Values);
        return TileGrid.ArenaBytes(plan) + parts.Sum(part => part.Shape.Count * sizeof(float));
    }

    private DeviceException DoesNotFit(string device, long needed) => new(
        device,
        $"tiles of {TileGrid.SmallestSide} pixels need {Mebibytes(needed)} MiB of working memory, "
            + $"{Mebibytes(bytes)} MiB are left for it",
        "Allow more with --max-memory, or use a smaller picture.", fault: DeviceFault.OutOfMemory);

    private static long Mebibytes(long bytes) => Math.Max(bytes, 0) >> 20;
}
