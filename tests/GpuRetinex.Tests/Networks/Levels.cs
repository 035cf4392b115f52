using GpuRetinex.Imaging;
using GpuRetinex.Tensors;
using NetVips;

namespace GpuRetinex.Tests.Networks;

/// <summary>A result as the file that is written holds it.</summary>
internal static class Levels
{
    /// <summary>8-bit RGB, pixel by pixel, of [1,3,H,W], rounded to the nearest.</summary>
    public static byte[] Of(Tensor picture)
    {
        using var folder = new TemporaryFolder();
        ImageFile.Write(folder.File("levels.png"), picture, new WriteOptions { Rounding = Rounding.NearestEven });
        using Image image = Image.NewFromFile(folder.File("levels.png"));
        return image.WriteToMemory<byte>();
    }
}
