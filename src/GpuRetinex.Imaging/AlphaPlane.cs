using GpuRetinex.Resampling;
using GpuRetinex.Tensors;

namespace GpuRetinex.Imaging;

/// <summary>The transparency of a picture, in the integers of its file, row by row.</summary>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
/// <param name="BitDepth">8 or 16; full opacity is 255 or 65535.</param>
/// <param name="Samples">Width × Height values, 0 is fully transparent.</param>
public sealed record AlphaPlane(int Width, int Height, int BitDepth, ushort[] Samples)
{
    /// <summary>Whether no pixel is transparent at all, so that nothing is lost without the plane.</summary>
    public bool IsOpaque => !Samples.AsSpan().ContainsAnyExcept((ushort)(BitDepth == 8 ? byte.MaxValue : ushort.MaxValue));

    /// <summary>The plane enlarged by a whole factor, bicubic as the colours beside it, rounded.</summary>
    public AlphaPlane Enlarge(int factor)
    {
        var plane = new Tensor(new Shape(1, 1, Height, Width), Array.ConvertAll(Samples, sample => (float)sample));
        float opaque = BitDepth == 8 ? byte.MaxValue : ushort.MaxValue;
        ushort[] samples = Array.ConvertAll(
            BicubicResize.Scale(plane, factor).Data, value => (ushort)MathF.Round(Math.Clamp(value, 0, opaque)));
        return new AlphaPlane(Width * factor, Height * factor, BitDepth, samples);
    }

    /// <summary>One sample in another bit depth: 8 to 16 bits repeats the byte, 16 to 8 bits keeps the upper byte.</summary>
    internal ushort SampleAt(int index, int bitDepth)
    {
        ushort sample = Samples[index];
        if (bitDepth == BitDepth) return sample;
        return (ushort)(bitDepth == 16 ? sample * 257 : sample >> 8);
    }
}
