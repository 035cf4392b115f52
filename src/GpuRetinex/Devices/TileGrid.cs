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
        return rule is TileRule.FixedSide(int side)
            ? Cut(picture, side)
            : new TileSearch(planOf, picture, ((TileRule.Budget)rule).Limit).Find(device);
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
        return Cut(picture, Part(picture.H), Part(picture.W));

        int Part(int extent) => Math.Min(EqualPart(extent, Parts(extent, side)), Math.Max(side, 1));
    }

    /// <summary>The longest side of the tiles, or of the whole picture.</summary>
    internal static int SideOf(ImmutableArray<Region>? tiles, Shape picture) =>
        tiles is { } parts ? parts.Max(tile => Math.Max(tile.Height, tile.Width)) : Math.Max(picture.H, picture.W);

    /// <summary>The next smaller side to try; null where there is none.</summary>
    internal static int? HalfOf(int side) =>
        side <= SmallestSide ? null : Math.Max(SmallestSide, Parts(side / 2, Alignment) * Alignment);

    /// <summary>Tiles of a height and a width, the last of a row or column what is left.</summary>
    internal static ImmutableArray<Region> Cut(Shape picture, int height, int width) =>
    [
        .. from top in Enumerable.Range(0, Parts(picture.H, height))
           from left in Enumerable.Range(0, Parts(picture.W, width))
           select Region.Within(picture, top * height, left * width, (top + 1) * height, (left + 1) * width),
    ];

    /// <summary>How many parts an extent has.</summary>
    internal static int Parts(int extent, int part) => (extent + part - 1) / part;

    /// <summary>The aligned extent of one of so many parts.</summary>
    internal static int EqualPart(int extent, int parts) => Parts(Parts(extent, parts), Alignment) * Alignment;

    internal static long ArenaBytes(Plan plan) => plan.ArenaElements * sizeof(float);
}
