using System.Collections.Immutable;

namespace GpuRetinex.Networks.DenoiseCascade;

/// <summary>The classes of PASCAL VOC 2012 in the order of the network's channels, with the data set's colours.</summary>
public static class VocClasses
{
    private static readonly string[] _names =
    [
        "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "dining table",
        "dog", "horse",
        "motorbike", "person", "potted plant", "sheep", "sofa", "train", "tv monitor",
    ];

    public static ImmutableArray<SegmentationClass> All { get; } =
        [.. _names.Select((name, index) => new SegmentationClass(name, [Colour(index, 0), Colour(index, 1), Colour(index, 2)]))];

    /// <summary>Bits 0, 3, 6 of the index are the red channel's highest, bits 1, 4, 7 green's, bits 2, 5, 8 blue's.</summary>
    private static byte Colour(int index, int channel)
    {
        int value = 0;
        for (int bit = 0; bit < 3; bit++) value |= ((index >> ((3 * bit) + channel)) & 1) << (7 - bit);
        return (byte)value;
    }
}
