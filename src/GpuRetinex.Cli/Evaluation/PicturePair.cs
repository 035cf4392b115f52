namespace GpuRetinex.Cli.Evaluation;

/// <summary>Two files to compare, and what to call them.</summary>
internal sealed record PicturePair(string Name, string First, string Second);
