using GpuRetinex.Operators;

namespace GpuRetinex.Tests.Operators;

internal sealed class WinogradTileTests
{
    [TestCase(30, 4, ExpectedResult = 128, Description = "less than a group's")]
    [TestCase(1024, 8, ExpectedResult = 1024)]
    [TestCase(1024, 7, ExpectedResult = 512, Description = "two halves, not 896 and 128")]
    [TestCase(1100, 7, ExpectedResult = 640)]
    [TestCase(300, 0, ExpectedResult = 128, Description = "a single group is too large: one at a time all the same")]
    public int BandTiles_OfGroupsOf128_AreEqualAndFit(long tiles, long fittingGroups) =>
        WinogradTile.BandTiles(tiles, 128, fittingGroups);

    [Test]
    public void BandTiles_AnyNumbers_CoverAllTilesWithinTheLimit(
        [Values(1, 63, 64, 65, 448, 449, 1000, 54321)] int tiles, [Values(1, 3, 7, 100)] int fitting)
    {
        int band = WinogradTile.BandTiles(tiles, 64, fitting);
        Assert.That(band % 64, Is.Zero);
        Assert.That(band, Is.LessThanOrEqualTo(64 * fitting));
        int bands = (tiles + band - 1) / band, fewest = (tiles + 64 * fitting - 1) / (64 * fitting);
        Assert.That(bands, Is.EqualTo(fewest));
    }
}
