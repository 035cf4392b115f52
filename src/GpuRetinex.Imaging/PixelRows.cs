using System.Runtime.InteropServices;
using GpuRetinex.Tensors;

namespace GpuRetinex.Imaging;

/// <summary>Interleaved integer rows of a file to planes, and planes back to interleaved integers.</summary>
/// <param name="colour">Three planes to fill.</param>
/// <param name="alpha">The plane of transparency to fill, or null.</param>
/// <param name="bitDepth">8 or 16.</param>
/// <param name="width">Pixels per row of the file.</param>
/// <param name="channels">Channels of the file: 1 or 3 colours, and transparency and more after them.</param>
/// <param name="orientation">Where each pixel of the file goes.</param>
internal sealed class PixelRows(float[] colour, ushort[]? alpha, int bitDepth, int width, int channels, Orientation orientation)
{
    private readonly float[] _unit = UnitValues(bitDepth);

    /// <summary>Stores whole rows of the file, the first of them row <paramref name="firstRow"/>.</summary>
    public void Store(byte[] rows, int firstRow)
    {
        if (bitDepth == 8) Store<byte>(rows, firstRow);
        else Store(MemoryMarshal.Cast<byte, ushort>(rows), firstRow);
    }

    /// <summary>
    /// Interleaved RGB or RGBA rows: v·255 or v·65535 in float32, clipped, rounded; 16-bit samples in the machine's byte order.
    /// </summary>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite.</exception>
    public static byte[] Quantise(Tensor colour, AlphaPlane? alpha, int bitDepth, Rounding rounding)
    {
        int pixels = checked((int)(colour.Shape.Count / 3));
        int channels = alpha is null ? 3 : 4;
        var bytes = new byte[checked((long)pixels * channels * (bitDepth / 8))];
        if (bitDepth == 8) Quantise<byte>(bytes, colour, channels, byte.MaxValue, rounding);
        else Quantise(MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()), colour, channels, ushort.MaxValue, rounding);
        if (alpha is null) return bytes;
        Span<ushort> deep = bitDepth == 16 ? MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()) : [];
        for (int i = 0; i < pixels; i++)
        {
            ushort sample = alpha.SampleAt(i, bitDepth);
            if (bitDepth == 8) bytes[(i * 4) + 3] = (byte)sample;
            else deep[(i * 4) + 3] = sample;
        }

        return bytes;
    }

    private static void Quantise<T>(Span<T> samples, Tensor colour, int channels, float white, Rounding rounding)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        int pixels = colour.Data.Length / 3;
        for (int channel = 0; channel < 3; channel++)
        {
            ReadOnlySpan<float> plane = colour.Data.AsSpan(channel * pixels, pixels);
            for (int i = 0; i < plane.Length; i++)
            {
                float value = plane[i];
                if (!float.IsFinite(value)) throw NotFinite(value, channel, i, colour.Shape.W);
                value = Math.Clamp(value * white, 0f, white);
                samples[(i * channels) + channel] = T.CreateTruncating(
                    (int)(rounding == Rounding.Truncate ? value : MathF.Round(value)));
            }
        }
    }

    private static NotFiniteNumberException NotFinite(float value, int channel, int index, int width) => new(
        $"the result is not a picture: {value} at channel {channel}, row {index / width}, column {index % width}",
        value);

    private static float[] UnitValues(int bitDepth)
    {
        var values = new float[1 << bitDepth];
        for (int i = 0; i < values.Length; i++) values[i] = (float)i / (values.Length - 1);
        return values;
    }

    private void Store<T>(ReadOnlySpan<T> samples, int firstRow)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        int plane = orientation.Width * orientation.Height;
        int green = channels < 3 ? 0 : 1, blue = channels < 3 ? 0 : 2;
        int alphaChannel = channels < 3 ? 1 : 3;
        int rows = samples.Length / (width * channels);
        for (int y = 0; y < rows; y++)
        {
            int target = orientation.Origin + ((firstRow + y) * orientation.StepY);
            ReadOnlySpan<T> row = samples.Slice(y * width * channels, width * channels);
            for (int i = 0; i < row.Length; i += channels, target += orientation.StepX)
            {
                colour[target] = _unit[int.CreateTruncating(row[i])];
                colour[plane + target] = _unit[int.CreateTruncating(row[i + green])];
                colour[(2 * plane) + target] = _unit[int.CreateTruncating(row[i + blue])];
                if (alpha is not null) alpha[target] = ushort.CreateTruncating(row[i + alphaChannel]);
            }
        }
    }
}
