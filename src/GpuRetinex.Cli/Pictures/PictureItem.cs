using System.Text.Json.Serialization;

namespace GpuRetinex.Cli.Pictures;

/// <summary>What became of one picture; figures are null where it did not get that far.</summary>
/// <param name="Width">Pixels per row of the input.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="Status">done, skipped, failed or cancelled.</param>
internal sealed record PictureItem(
    string Input,
    string Output,
    int? Width,
    int? Height,
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

    /// <summary>What only this command tells of a picture, such as the ratio of enhance: fields of their own in the document.</summary>
    [JsonExtensionData]
    public Dictionary<string, object?> Facts { get; init; } = [];

    /// <summary>The same as a part of a sentence.</summary>
    [JsonIgnore]
    public string Summary { get; init; } = "";
}
