namespace GpuRetinex.Cli.Pictures;

/// <summary>A number that one command tells of each picture.</summary>
/// <param name="Name">The field in the JSON document.</param>
/// <param name="Value">A number, a text, or null.</param>
/// <param name="Text">The same for people, such as "ratio 2.00"; empty where only programs want it.</param>
internal sealed record PictureFact(string Name, object? Value, string Text = "");
