using System.Collections.Immutable;

namespace GpuRetinex.Networks;

/// <summary>A class that a segmentation network tells apart; its index is its place in the network's list.</summary>
/// <param name="Name">As users type it, such as "sky".</param>
/// <param name="Colour">Red, green, blue, to show it in.</param>
public sealed record SegmentationClass(string Name, ImmutableArray<byte> Colour);
