using System.Collections.Immutable;

namespace GpuRetinex.Networks.Sftgan;

/// <summary>What <see cref="OutdoorSceneSeg"/> tells apart, in the order of its channels, with the authors' colours.</summary>
public static class OutdoorClasses
{
    public static ImmutableArray<SegmentationClass> All { get; } =
    [
        new("background", [153, 153, 153]),
        new("sky", [0, 255, 255]),
        new("water", [109, 158, 235]),
        new("grass", [183, 225, 205]),
        new("mountain", [153, 0, 255]),
        new("building", [17, 85, 204]),
        new("plant", [106, 168, 79]),
        new("animal", [224, 102, 102]),
    ];
}
