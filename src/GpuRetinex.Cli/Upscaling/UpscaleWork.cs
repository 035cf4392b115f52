using GpuRetinex.Cli.Pictures;
using GpuRetinex.Devices;
using GpuRetinex.Imaging;
using GpuRetinex.Networks;
using GpuRetinex.Networks.Sftgan;
using GpuRetinex.Resampling;

namespace GpuRetinex.Cli.Upscaling;

/// <summary>Super-resolution of each picture by SFTGAN.</summary>
/// <param name="upscaler">The networks; disposed with this.</param>
/// <param name="prior">Changes the segmentation, or null.</param>
/// <param name="segmentationPath">A map that replaces the network's own, or null.</param>
internal sealed class UpscaleWork(SftganUpscaler upscaler, ClassPrior? prior, string? segmentationPath) : IPictureWork
{
    private const string Bicubic = "bicubic", Overlay = "segmentation-overlay", Map = "segmentation-map";
    private const string OutputWidth = "outputWidth", OutputHeight = "outputHeight";
    private const string SegmentedWidth = "segmentedWidth", SegmentedHeight = "segmentedHeight";

    public string Name => "upscale";

    public IDevice Device => upscaler.Device;

    public IReadOnlyList<string> StageNames { get; } = [Bicubic, Overlay, Map];

    public IReadOnlyList<string> FactNames { get; } = [OutputWidth, OutputHeight, SegmentedWidth, SegmentedHeight];

    /// <summary>
    /// For each pixel of the result: the enlarged picture that is segmented, the probabilities, the result, its integers.
    /// </summary>
    public long BytesPerPixel(int bitDepth, bool keepStages)
    {
        int colour = 3 * sizeof(float), probabilities = OutdoorClasses.All.Length * sizeof(float), integers = bitDepth / 8 * 4;
        return (long)(colour + probabilities + colour + integers) * SftganUpscaler.Factor * SftganUpscaler.Factor;
    }

    public PictureResult Process(
        Picture picture, TileRule tiles, bool keepStages, IProgress<double> progress, CancellationToken cancellation)
    {
        int width = picture.Width * SftganUpscaler.Factor, height = picture.Height * SftganUpscaler.Factor;
        if ((long)width * height > PictureLimits.Default.MaxPixels)
        {
            string most = $"at most {PictureLimits.Default.MaxPixels / 1_000_000} megapixels are supported";
            throw new InvalidFileException(
                picture.Path, $"would become {width} x {height} pixels; {most}", "Use a smaller picture.");
        }

        var options = new UpscaleOptions
        {
            Segmentation = segmentationPath is { } map ? SegmentationMap.Read(map, OutdoorClasses.All, width, height) : null,
            Prior = prior,
            Tiles = tiles,
        };
        UpscaleResult result = upscaler.Upscale(picture.Colour, options, progress, cancellation);
        return new PictureResult(
            result.Image, result.Run, Facts(result, width, height),
            keepStages ? Stages(picture, result) : new Dictionary<string, StageContent>())
        {
            Notes = Notes(result, width, height),
            Adjust = output =>
                output with { Alpha = picture.Alpha?.Enlarge(SftganUpscaler.Factor), Rounding = Rounding.NearestEven },
        };
    }

    public void Dispose() => upscaler.Dispose();

    private static string[] Notes(UpscaleResult result, int width, int height) =>
        result.SegmentedSize is { } size && size != (height, width)
            ? [$"segmented at {size.Width} x {size.Height} instead of {width} x {height}, as memory demands"]
            : [];

    private static PictureFact[] Facts(UpscaleResult result, int width, int height) =>
    [
        new(OutputWidth, width, $"enlarged to {width} x {height}"),
        new(OutputHeight, height),
        new(SegmentedWidth, result.SegmentedSize?.Width),
        new(SegmentedHeight, result.SegmentedSize?.Height),
    ];

    private static Dictionary<string, StageContent> Stages(Picture picture, UpscaleResult result) => new()
    {
        [Bicubic] = new StageContent.Plain(BicubicResize.Scale(picture.Colour, SftganUpscaler.Factor)),
        [Overlay] = new StageContent.Overlay(result.Image, result.Segmentation, OutdoorClasses.All),
        [Map] = new StageContent.Map(result.Segmentation, OutdoorClasses.All),
    };
}
