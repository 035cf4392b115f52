using GpuRetinex.Cli.Pictures;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Tensors;

namespace GpuRetinex.Cli.Enhancement;

/// <summary>What ISSR makes on the way to the result.</summary>
internal static class EnhanceStages
{
    private const string Segmentation = "segmentation";
    private const string Overlay = "segmentation-overlay";
    private const string Map = "segmentation-map";

    /// <summary>Outputs of the network that are pictures.</summary>
    private static readonly string[] Pictures = ["reflectance", "restored-reflectance", "illumination", "adjusted-illumination"];

    /// <summary>All files of --stages.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Pictures, Overlay, Map];

    public static IReadOnlyDictionary<string, StageContent> Of(EnhanceResult result)
    {
        Tensor segmentation = result.Stages[Segmentation];
        var stages = Pictures.ToDictionary(name => name, StageContent (name) => new StageContent.Plain(result.Stages[name]));
        stages.Add(Overlay, new StageContent.Overlay(result.Image, segmentation, SegNet.Classes));
        stages.Add(Map, new StageContent.Map(segmentation, SegNet.Classes));
        return stages;
    }
}
