using System.Runtime.CompilerServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// The sums of 8 consecutive output pixels × 4 channels: 32 registers, each named, as an indexed array would live in memory.
/// </summary>
internal struct PixelSums
{
    public Float4 Pixel0;
    public Float4 Pixel1;
    public Float4 Pixel2;
    public Float4 Pixel3;
    public Float4 Pixel4;
    public Float4 Pixel5;
    public Float4 Pixel6;
    public Float4 Pixel7;

    /// <summary>Adds one row of K: a value for each of the 8 pixels times a weight for each of the 4 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly PixelSums MultiplyAdd(Float4 first, Float4 second, Float4 weights) => new()
    {
        Pixel0 = Float4.MultiplyAdd(first.X, weights, Pixel0),
        Pixel1 = Float4.MultiplyAdd(first.Y, weights, Pixel1),
        Pixel2 = Float4.MultiplyAdd(first.Z, weights, Pixel2),
        Pixel3 = Float4.MultiplyAdd(first.W, weights, Pixel3),
        Pixel4 = Float4.MultiplyAdd(second.X, weights, Pixel4),
        Pixel5 = Float4.MultiplyAdd(second.Y, weights, Pixel5),
        Pixel6 = Float4.MultiplyAdd(second.Z, weights, Pixel6),
        Pixel7 = Float4.MultiplyAdd(second.W, weights, Pixel7),
    };

    /// <summary>Stores the sums as they are.</summary>
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
        target[index + 4 * pitch] = Pixel4;
        target[index + 5 * pitch] = Pixel5;
        target[index + 6 * pitch] = Pixel6;
        target[index + 7 * pitch] = Pixel7;
    }

    /// <summary>Finishes and stores what exists of the 8 pixels and 4 channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(in ConvolutionArguments arguments, int pixel, int channel)
    {
        if (channel >= arguments.Epilogue.Output.Channels) return;
        var place = PixelPlace.Of(pixel, arguments.OutputWidth);
        if (pixel < arguments.Pixels) arguments.Epilogue.StoreFour(place, channel, Pixel0);
        place = place.Next(arguments.OutputWidth);
        if (pixel + 1 < arguments.Pixels) arguments.Epilogue.StoreFour(place, channel, Pixel1);
        place = place.Next(arguments.OutputWidth);
        if (pixel + 2 < arguments.Pixels) arguments.Epilogue.StoreFour(place, channel, Pixel2);
        place = place.Next(arguments.OutputWidth);
        if (pixel + 3 < arguments.Pixels) arguments.Epilogue.StoreFour(place, channel, Pixel3);
        place = place.Next(arguments.OutputWidth);
        if (pixel + 4 < arguments.Pixels) arguments.Epilogue.StoreFour(place, channel, Pixel4);
        place = place.Next(arguments.OutputWidth);
        if (pixel + 5 < arguments.Pixels) arguments.Epilogue.StoreFour(place, channel, Pixel5);
        place = place.Next(arguments.OutputWidth);
        if (pixel + 6 < arguments.Pixels) arguments.Epilogue.StoreFour(place, channel, Pixel6);
        place = place.Next(arguments.OutputWidth);
        if (pixel + 7 < arguments.Pixels) arguments.Epilogue.StoreFour(place, channel, Pixel7);
    }
}
