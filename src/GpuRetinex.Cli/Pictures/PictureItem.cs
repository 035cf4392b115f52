using System.Text.Json.Serialization;
using GpuRetinex.Imaging;

namespace GpuRetinex.Cli.Pictures;

/// <summary>What became of one picture; figures are null where it did not get that far.</summary>
/// <param name="Width">Pixels per row of the input.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="ElapsedMs">Time spent on it: decoding, computing, encoding. Those of several pictures overlap.</param>
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

    /// <summary>
    /// What only this command tells of a picture, such as the ratio of enhance: fields of their own in the document.
    /// </summary>
    [JsonExtensionData]
    public Dictionary<string, object?> Facts { get; init; } = [];

    /// <summary>The same as a part of a sentence.</summary>
    [JsonIgnore]
    public string Summary { get; init; } = "";

    /// <summary>An item without figures.</summary>
    /// <param name="job">The picture.</param>
    /// <param name="facts">Names of what the command would have told of it.</param>
    public static PictureItem Without(
        PictureJob job, IEnumerable<string> facts, string status, TimeSpan elapsed = default, string? error = null) =>
        new(job.Input, job.Output, null, null, elapsed.TotalMilliseconds, null, null, null, null, null, status, error)
        {
            Facts = facts.ToDictionary(name => name, _ => (object?)null),
        };

    /// <summary>The item of a picture that is done.</summary>
    public static PictureItem Of(PictureJob job, Picture picture, PictureResult result, TimeSpan elapsed) => new(
        job.Input,
        job.Output,
        picture.Width,
        picture.Height,
        elapsed.TotalMilliseconds,
        result.Run.Elapsed.TotalMilliseconds,
        result.Run.Flops,
        result.Run.Flops / result.Run.Elapsed.TotalSeconds / 1e9,
        result.Run.PeakBytes,
        result.Run.Tiles,
        Done,
        Error: null)
    {
        Facts = result.Facts.ToDictionary(fact => fact.Name, fact => fact.Value),
        Summary = string.Join(", ", result.Facts.Select(fact => fact.Text).Where(text => text.Length > 0)),
    };
}
