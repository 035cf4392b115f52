using System.Runtime.CompilerServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>Four channels of each of 4 consecutive output pixels, in 16 registers.</summary>
internal struct PixelQuad
{
    public Float4 Pixel0;
    public Float4 Pixel1;
    public Float4 Pixel2;
    public Float4 Pixel3;

    /// <summary>The pixels' values in the first to fourth of the channels.</summary>
    public readonly Float4 Firsts => new(Pixel0.X, Pixel1.X, Pixel2.X, Pixel3.X);

    public readonly Float4 Seconds => new(Pixel0.Y, Pixel1.Y, Pixel2.Y, Pixel3.Y);

    public readonly Float4 Thirds => new(Pixel0.Z, Pixel1.Z, Pixel2.Z, Pixel3.Z);

    public readonly Float4 Fourths => new(Pixel0.W, Pixel1.W, Pixel2.W, Pixel3.W);

    /// <summary>Adds one row of K: a value for each of the 4 pixels times a weight for each of the 4 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly PixelQuad MultiplyAdd(Float4 values, Float4 weights) => new()
    {
        Pixel0 = Float4.MultiplyAdd(values.X, weights, Pixel0),
        Pixel1 = Float4.MultiplyAdd(values.Y, weights, Pixel1),
        Pixel2 = Float4.MultiplyAdd(values.Z, weights, Pixel2),
        Pixel3 = Float4.MultiplyAdd(values.W, weights, Pixel3),
    };

    /// <summary>Stores the values as they are.</summary>
    /// <param name="target">Quads of channels.</param>
    /// <param name="index">The first pixel's quad.</param>
    /// <param name="pitch">Quads from one pixel to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void StoreAll(ArrayView<Float4> target, int index, int pitch)
    {
        target[index] = Pixel0;
        target[index + pitch] = Pixel1;
        target[index + 2 * pitch] = Pixel2;
        target[index + 3 * pitch] = Pixel3;
    }

    /// <summary>Finishes and stores what exists of the 4 pixels and 4 channels.</summary>
    /// <param name="arguments">Of the kernel.</param>
    /// <param name="pixel">The first pixel.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="inFours">Whether all four exist, and lie on 16-byte boundaries in every operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(in ConvolutionArguments arguments, int pixel, int channel, bool inFours)
    {
        var place = PixelPlace.Of(pixel, arguments.OutputWidth);
        if (pixel < arguments.Pixels) arguments.Epilogue.Store(place, channel, Pixel0, inFours);
        place = place.Next(arguments.OutputWidth);
        if (pixel + 1 < arguments.Pixels) arguments.Epilogue.Store(place, channel, Pixel1, inFours);
        place = place.Next(arguments.OutputWidth);
        if (pixel + 2 < arguments.Pixels) arguments.Epilogue.Store(place, channel, Pixel2, inFours);
        place = place.Next(arguments.OutputWidth);
        if (pixel + 3 < arguments.Pixels) arguments.Epilogue.Store(place, channel, Pixel3, inFours);
    }
}
