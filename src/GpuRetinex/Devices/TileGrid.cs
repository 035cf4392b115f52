using System.Collections.Immutable;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Devices;

/// <summary>Cuts a picture into tiles of nearly equal size.</summary>
public static class TileGrid
{
    /// <summary>
    /// Edges lie at multiples of 8 pixels, the down-sampling of the deepest network, so that a tile computes no coarse pixel
    /// for a part of it only.
    /// </summary>
    private const int Alignment = 8;

    /// <summary>Below this, the surroundings that a tile must compute outweigh it many times.</summary>
    public const int SmallestSide = 64;

    /// <summary>The tiles of a picture, row by row; null for the whole at once.</summary>
    /// <param name="planOf">Makes the plan of a tile, or of the whole where that is null.</param>
    /// <param name="device">The device's id, for errors.</param>
    /// <param name="picture">Shape of the outputs.</param>
    /// <param name="rule">The rule.</param>
    /// <exception cref="DeviceException">Even the smallest tiles need more memory than the budget.</exception>
    public static ImmutableArray<Region>? Choose(
        Func<Region?, Plan> planOf, string device, Shape picture, TileRule rule)
    {
        if (!AsksFor(planOf, picture, rule)) return null;
        return Cut(picture, rule is TileRule.FixedSide(int side)
            ? side
            : LargestSide(planOf, device, picture, ((TileRule.Budget)rule).Limit));
    }

    /// <summary>Whether the rule wants the picture cut; parameters as for <see cref="Choose"/>.</summary>
    public static bool AsksFor(Func<Region?, Plan> planOf, Shape picture, TileRule rule) => rule switch
    {
        TileRule.FixedSide(int side) => side < Math.Max(picture.H, picture.W),
        TileRule.Budget(long bytes) => ArenaBytes(planOf(null)) > bytes,
        _ => false,
    };

    /// <summary>
    /// Tiles of at most <paramref name="side"/> pixels' width and height, as equal as the alignment lets them be.
    /// </summary>
    public static ImmutableArray<Region> Cut(Shape picture, int side)
    {
        int height = Part(picture.H, side), width = Part(picture.W, side);
        return
        [
            .. from top in Enumerable.Range(0, (picture.H + height - 1) / height)
               from left in Enumerable.Range(0, (picture.W + width - 1) / width)
               select Region.Within(picture, top * height, left * width, (top + 1) * height, (left + 1) * width),
        ];
    }

    /// <summary>The longest side of the tiles, or of the whole picture.</summary>
    internal static int SideOf(ImmutableArray<Region>? tiles, Shape picture) =>
        tiles is { } parts ? parts.Max(tile => Math.Max(tile.Height, tile.Width)) : Math.Max(picture.H, picture.W);

    /// <summary>The next smaller side to try; null where there is none.</summary>
    internal static int? HalfOf(int side) =>
        side <= SmallestSide ? null : Math.Max(SmallestSide, (side / 2 + Alignment - 1) / Alignment * Alignment);

    private static int Part(int extent, int side)
    {
        int parts = (extent + side - 1) / side, part = (extent + parts - 1) / parts;
        return Math.Min((part + Alignment - 1) / Alignment * Alignment, Math.Max(side, 1));
    }

    private static int LargestSide(Func<Region?, Plan> planOf, string device, Shape picture, long bytes)
    {
        int low = SmallestSide, high = (Math.Max(picture.H, picture.W) + Alignment - 1) / Alignment * Alignment;
        long smallest = Needed(low);
        if (smallest > bytes)
        {
            throw new DeviceException(
                device,
                $"tiles of {low} pixels need {Mebibytes(smallest)} MiB of working memory, {Mebibytes(bytes)} MiB are left for it",
                "Allow more with --max-memory, or use a smaller picture.", fault: DeviceFault.OutOfMemory);
        }

        while (high - low > Alignment)
        {
            int middle = (low + high) / 2 / Alignment * Alignment;
            if (Needed(middle) <= bytes) low = middle;
            else high = middle;
        }

        return low;

        // A tile in the middle of the picture has surroundings on all sides.
        long Needed(int side)
        {
            ImmutableArray<Region> tiles = Cut(picture, side);
            Region middle = tiles.MinBy(
                tile => Math.Abs(tile.Top + tile.Bottom - picture.H) + Math.Abs(tile.Left + tile.Right - picture.W));
            return ArenaBytes(planOf(middle));
        }
    }

    private static long ArenaBytes(Plan plan) => plan.ArenaElements * sizeof(float);

    private static long Mebibytes(long bytes) => Math.Max(bytes, 0) >> 20;
}
