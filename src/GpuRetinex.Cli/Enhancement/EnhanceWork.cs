using GpuRetinex.Cli.Pictures;
using GpuRetinex.Devices;
using GpuRetinex.Imaging;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Weights;

namespace GpuRetinex.Cli.Enhancement;

/// <summary>Low-light enhancement of each picture by ISSR.</summary>
/// <param name="weights">The weights that the enhancer reads; disposed with this.</param>
/// <param name="enhancer">The networks; disposed with this.</param>
/// <param name="ratio">How much brighter.</param>
/// <param name="segmentationPath">A map that replaces the network's own, or null.</param>
internal sealed class EnhanceWork(WeightSet weights, IssrEnhancer enhancer, RatioRule ratio, string? segmentationPath)
    : IPictureWork
{
    private const string RatioName = "ratio";
    private const int ColourBytes = 3 * sizeof(float);

    /// <summary>Channels of all outputs of ISSR but the image.</summary>
    private const int StageChannels = 3 + 1 + 3 + 3 + 1;

    public string Name => "enhance";

    public IDevice Device => enhancer.Device;

    public IReadOnlyList<string> StageNames => EnhanceStages.Names;

    public IReadOnlyList<string> FactNames { get; } = [RatioName];

    public long BytesPerPixel(int bitDepth, bool keepStages)
    {
        long perPixel = ColourBytes;
        if (keepStages) perPixel += StageChannels * sizeof(float);
        if (segmentationPath is not null) perPixel += ColourBytes;
        return perPixel;
    }

    public PictureResult Process(
        Picture picture, TileRule tiles, bool keepStages, IProgress<double> progress, CancellationToken cancellation)
    {
        var options = new EnhanceOptions
        {
            Ratio = ratio,
            Segmentation = segmentationPath is { } map
            ? SegmentationMap.Read(map, SegNet.Classes, picture.Width, picture.Height) : null,
            KeepStages = keepStages,
            Tiles = tiles,
        };
        EnhanceResult result = enhancer.Enhance(picture.Colour, options, progress, cancellation);
        PictureFact fact = new(RatioName, result.Ratio, Numbers.Format($"ratio {result.Ratio:0.00}"));
        return new PictureResult(
            result.Image, result.Run, [fact], keepStages ? EnhanceStages.Of(result) : new Dictionary<string, StageContent>());
    }

    public void Dispose()
    {
        enhancer.Dispose();
        weights.Dispose();
    }
}
