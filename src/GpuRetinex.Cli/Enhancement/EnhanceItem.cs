namespace GpuRetinex.Cli.Enhancement;

/// <summary>What became of one picture; figures are null where it did not get that far.</summary>
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
    public static EnhanceItem Without(EnhanceJob job, string status, double elapsedMs = 0, string? error = null) =>
        new(job.Input, job.Output, null, null, null, elapsedMs, null, null, null, null, null, status, error);
}
