namespace GpuRetinex.Cli.Pictures;

/// <summary>What the commands that make pictures print with --json.</summary>
internal sealed record PictureDocument(string Device, IReadOnlyList<PictureItem> Items);
