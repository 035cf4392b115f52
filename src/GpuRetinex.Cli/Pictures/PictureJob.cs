namespace GpuRetinex.Cli.Pictures;

/// <summary>One picture to make.</summary>
/// <param name="Input">File to read.</param>
/// <param name="Output">File to write.</param>
/// <param name="Folder">Where the output goes, or null for the current folder.</param>
/// <param name="CreatesFolder">Whether the folder is made where it is missing.</param>
/// <param name="Stages">Files for the intermediate pictures, or null.</param>
internal sealed record PictureJob(string Input, string Output, string Folder, bool CreatesFolder, StageFiles? Stages);
