using GpuRetinex.Imaging;
using GpuRetinex.Networks.Issr;

namespace GpuRetinex.Cli.Enhancement;

/// <summary>What became of one picture; figures are null where it did not get that far.</summary>
/// <param name="ElapsedMs">Time spent on it: decoding, computing, encoding. Those of several pictures overlap.</param>
/// <param name="Status">done, skipped, failed or cancelled.</param>
internal sealed record EnhanceItem(
    string Input,
    string Output,
    int? Width,
    int? Height,
    float? Ratio,
    double ElapsedMs,
    double? NetworkMs,
    long? Flops,
    double? Gflops,
    long? PeakBytes,
    int? Tiles,
    string Status,
    string? Error)
{
    public const string Done = "done", Skipped = "skipped", Failed = "failed", Cancelled = "cancelled";

    /// <summary>An item without figures.</summary>
    public static EnhanceItem Without(EnhanceJob job, string status, TimeSpan elapsed = default, string? error = null) =>
        new(job.Input, job.Output, null, null, null, elapsed.TotalMilliseconds, null, null, null, null, null, status, error);

    /// <summary>The item of a picture that is done.</summary>
    public static EnhanceItem Of(EnhanceJob job, Picture picture, EnhanceResult result, TimeSpan elapsed) => new(
        job.Input,
        job.Output,
        picture.Width,
        picture.Height,
        result.Ratio,
        elapsed.TotalMilliseconds,
        result.Run.Elapsed.TotalMilliseconds,
        result.Run.Flops,
        result.Run.Flops / result.Run.Elapsed.TotalSeconds / 1e9,
        result.Run.PeakBytes,
        result.Run.Tiles,
        Done,
        Error: null);
}
