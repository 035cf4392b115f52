using System.Numerics;
using System.Runtime.InteropServices;
using GpuRetinex.Tensors;

namespace GpuRetinex.Resampling;

/// <summary>
/// Resizes pictures as MATLAB's imresize does by default (bicubic, antialiased), rows first, in float32; values are neither
/// rounded nor clipped. The SFTGAN authors' util.imresize gives the same.
/// </summary>
public static class BicubicResize
{
    /// <summary>Scales both axes by one factor; sides that are no whole number are rounded up.</summary>
    /// <param name="image">[N,C,H,W].</param>
    /// <param name="scale">Above 0; below 1 shrinks.</param>
    public static Tensor Scale(Tensor image, double scale)
    {
        int height = (int)Math.Ceiling(image.Shape.H * scale), width = (int)Math.Ceiling(image.Shape.W * scale);
        return Apply(
            image, BicubicFilter.Create(image.Shape.H, height, scale), BicubicFilter.Create(image.Shape.W, width, scale));
    }

    /// <summary>Scales to given sides.</summary>
    /// <param name="image">[N,C,H,W].</param>
    /// <param name="height">At least 1.</param>
    /// <param name="width">At least 1.</param>
    public static Tensor ToSize(Tensor image, int height, int width)
    {
        (int ownHeight, int ownWidth) = (image.Shape.H, image.Shape.W);
        return Apply(
            image,
            BicubicFilter.Create(ownHeight, height, (double)height / ownHeight),
            BicubicFilter.Create(ownWidth, width, (double)width / ownWidth));
    }

    private static Tensor Apply(Tensor image, BicubicFilter vertical, BicubicFilter horizontal)
    {
        int planes = image.Shape.N * image.Shape.C, ownHeight = image.Shape.H, ownWidth = image.Shape.W;
        var result = new Tensor(new Shape(image.Shape.N, image.Shape.C, vertical.Outputs, horizontal.Outputs));
        Parallel.For(
            0,
            planes * vertical.Outputs,
            () => new float[ownWidth],
            (index, _, row) =>
            {
                (int plane, int y) = Math.DivRem(index, vertical.Outputs);
                ReadOnlySpan<float> pixels = image.Data.AsSpan(plane * ownHeight * ownWidth, ownHeight * ownWidth);
                MixRows(pixels, row, vertical, y);
                MixColumns(row, result.Data.AsSpan(index * horizontal.Outputs, horizontal.Outputs), horizontal);
                return row;
            },
            _ => { });
        return result;
    }

    /// <summary>One row of the result before its columns are mixed.</summary>
    private static void MixRows(ReadOnlySpan<float> pixels, float[] row, BicubicFilter filter, int y)
    {
        Array.Clear(row);
        for (int tap = y * filter.Taps; tap < (y + 1) * filter.Taps; tap++)
        {
            ReadOnlySpan<float> source = pixels.Slice(filter.Sources[tap] * row.Length, row.Length);
            float weight = filter.Weights[tap];
            Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(row.AsSpan());
            ReadOnlySpan<Vector<float>> parts = MemoryMarshal.Cast<float, Vector<float>>(source);
            for (int i = 0; i < sums.Length; i++) sums[i] += parts[i] * weight;
            for (int x = sums.Length * Vector<float>.Count; x < row.Length; x++) row[x] += source[x] * weight;
        }
    }

    private static void MixColumns(float[] row, Span<float> result, BicubicFilter filter)
    {
        int tap = 0;
        for (int x = 0; x < result.Length; x++)
        {
            float sum = 0;
            for (int end = tap + filter.Taps; tap < end; tap++) sum += row[filter.Sources[tap]] * filter.Weights[tap];
            result[x] = sum;
        }
    }
}
