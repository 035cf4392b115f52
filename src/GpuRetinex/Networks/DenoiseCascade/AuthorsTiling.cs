using GpuRetinex.Devices;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks.DenoiseCascade;

/// <summary>
/// Denoising as the authors' program does it (denoise_image.py): blocks of 134 × 134 pixels every 64, each computed from its own
/// 140 × 140, and averaged where they overlap. A side below 134 is filled up with the mean colour; the authors' program shrinks
/// its blocks to such a picture, which works for some sizes only.
/// </summary>
internal static class AuthorsTiling
{
    private const int Block = 134;
    private const int Stride = 64;
    private const int Margin = DenoiserLayers.Margin;

    /// <summary>The denoised picture.</summary>
    /// <param name="picture">[1,3,H,W], BGR minus the mean.</param>
    /// <param name="denoise">Makes [1,3,134,134] of [1,3,140,140]; told the share of the work before the block and the
    /// block's.</param>
    /// <returns>[1,3,H,W], and what all blocks took.</returns>
    public static (Tensor Picture, RunResult Run) Denoise(Tensor picture, Func<Tensor, double, double, RunResult> denoise)
    {
        int height = Math.Max(picture.Shape.H, Block), width = Math.Max(picture.Shape.W, Block);
        Tensor padded = Padding.Place(picture, Margin, height + (2 * Margin), width + (2 * Margin));
        var sum = new Tensor(new Shape(1, picture.Shape.C, height, width));
        var count = new int[height * width];
        (int Top, int Left)[] origins = [.. from top in Origins(height) from left in Origins(width) select (top, left)];
        RunResult? all = null;
        for (int i = 0; i < origins.Length; i++)
        {
            (int top, int left) = origins[i];
            var input = new Region(top, left, Block + (2 * Margin), Block + (2 * Margin));
            RunResult run = denoise(Patch.Cut(padded, input), (double)i / origins.Length, 1.0 / origins.Length);
            Accumulate(run.Outputs["output"], sum, count, top, left);
            all = all is null ? run : run.After(all);
        }

        for (int i = 0; i < sum.Data.Length; i++) sum.Data[i] /= count[i % count.Length];
        var whole = new Region(0, 0, picture.Shape.H, picture.Shape.W);
        return (Patch.Cut(sum, whole), all! with { Tiles = origins.Length });
    }

    /// <summary>
    /// Where blocks begin on an axis: every <see cref="Stride"/> pixels, and so that the last one ends with the axis.
    /// </summary>
    internal static IEnumerable<int> Origins(int extent)
    {
        int last = extent - Block;
        for (int origin = 0; origin < last; origin += Stride) yield return origin;
        yield return last;
    }

    private static void Accumulate(Tensor block, Tensor sum, int[] count, int top, int left)
    {
        int width = sum.Shape.W;
        for (int row = 0; row < block.Shape.C * Block; row++)
        {
            (int channel, int y) = Math.DivRem(row, Block);
            int place = ((top + y) * width) + left;
            for (int x = 0; x < Block; x++)
            {
                sum.Data[(channel * count.Length) + place + x] += block.Data[(row * Block) + x];
                if (channel == 0) count[place + x]++;
            }
        }
    }
}
